import type { Context, Hono } from "hono";
import { z } from "zod";
import { body, CloudflareRefusal, ok, whole } from "../answer.ts";
import type { World } from "../world.ts";
import { getEntry, listEntries } from "./kv-entries.ts";
import { namespaceOf } from "./kv-namespaces.ts";
import type { KvEntry } from "./rows.ts";

const keyPageLimit = 1_000;
const bulkWriteLimit = 10_000;
const bulkReadLimit = 100;
const keyBytesLimit = 512;
const valueBytesLimit = 25 * 1_024 * 1_024;
/** Cloudflare refuses values that would live shorter. */
const lifeSecondsMin = 60;

const Lifetime = z.object({ expiration: z.number().optional(), expiration_ttl: z.number().optional() });
const BulkWrite = z
  .array(
    Lifetime.extend({
      key: z.string(),
      value: z.string(),
      base64: z.boolean().default(false),
      metadata: z.unknown().optional(),
    }),
  )
  .max(bulkWriteLimit);
const BulkRead = z.object({
  keys: z.array(z.string()).max(bulkReadLimit),
  type: z.enum(["text", "json"]).default("text"),
  withMetadata: z.boolean().default(false),
});

export function addKvValues(api: Hono, world: World): void {
  const path = "/accounts/:account/storage/kv/namespaces/:namespace";
  const nowMs = () => world.kernel.clock.now();

  api.get(`${path}/keys`, (c) => {
    const namespace = namespaceOf(world, c.req.param("account"), c.req.param("namespace"));
    const limit = Math.min(keyPageLimit, Math.max(1, whole(c.req.query("limit"), keyPageLimit)));
    const { prefix = "", cursor = "" } = c.req.query();
    const page = listEntries(namespace, { prefix, limit, cursor, nowMs: nowMs() });
    const keys = page.keys.map(({ key, expiration, metadata }) => ({ name: key, expiration, metadata }));
    return ok(c, keys, { count: keys.length, cursor: page.cursor });
  });

  api.get(`${path}/values/:key{.+}`, (c) => {
    const namespace = namespaceOf(world, c.req.param("account"), c.req.param("namespace"));
    const entry = found(getEntry(namespace, c.req.param("key"), nowMs()));
    if (entry.expiration !== undefined) c.header("expiration", String(entry.expiration));
    return c.body(new Uint8Array(Buffer.from(entry.base64, "base64")), 200, {
      "content-type": "application/octet-stream",
    });
  });

  api.get(`${path}/metadata/:key{.+}`, (c) => {
    const namespace = namespaceOf(world, c.req.param("account"), c.req.param("namespace"));
    return ok(c, found(getEntry(namespace, c.req.param("key"), nowMs())).metadata ?? null);
  });

  api.put(`${path}/values/:key{.+}`, async (c) => {
    const namespace = namespaceOf(world, c.req.param("account"), c.req.param("namespace"));
    const key = checkKey(c.req.param("key"));
    const { expiration, expiration_ttl } = c.req.query();
    const lifetime = { expiration: optionalWhole(expiration), expiration_ttl: optionalWhole(expiration_ttl) };
    const { value, metadata } = await readValue(c);
    if (value.byteLength > valueBytesLimit) throw new CloudflareRefusal(413, 10033, "value too large");
    const base64 = value.toString("base64");
    namespace.entries.set(key, { key, base64, metadata, expiration: expiryOf(lifetime, nowMs()) });
    return ok(c, null);
  });

  api.delete(`${path}/values/:key{.+}`, (c) => {
    namespaceOf(world, c.req.param("account"), c.req.param("namespace")).entries.delete(c.req.param("key"));
    return ok(c, null);
  });
}

export function addKvBulk(api: Hono, world: World): void {
  const path = "/accounts/:account/storage/kv/namespaces/:namespace/bulk";
  const nowMs = () => world.kernel.clock.now();

  api.put(path, async (c) => {
    const { entries } = namespaceOf(world, c.req.param("account"), c.req.param("namespace"));
    const rows = (await body(c, BulkWrite)).map(({ key, value, base64, metadata, ...lifetime }) => ({
      key: checkKey(key),
      base64: base64 ? value : Buffer.from(value).toString("base64"),
      metadata,
      expiration: expiryOf(lifetime, nowMs()),
    }));
    for (const row of rows) entries.set(row.key, row);
    return ok(c, { successful_key_count: rows.length, unsuccessful_keys: [] });
  });

  const deleteKeys = async (c: Context, account: string, namespace: string): Promise<Response> => {
    const keys = await body(c, z.array(z.string()).max(bulkWriteLimit));
    const { entries } = namespaceOf(world, account, namespace);
    for (const key of keys) entries.delete(key);
    return ok(c, { successful_key_count: keys.length, unsuccessful_keys: [] });
  };
  api.post(`${path}/delete`, (c) => deleteKeys(c, c.req.param("account"), c.req.param("namespace")));
  api.delete(path, (c) => deleteKeys(c, c.req.param("account"), c.req.param("namespace")));

  api.post(`${path}/get`, async (c) => {
    const namespace = namespaceOf(world, c.req.param("account"), c.req.param("namespace"));
    const { keys, type, withMetadata } = await body(c, BulkRead);
    const values = keys.map((key) => {
      const entry = getEntry(namespace, key, nowMs());
      if (entry === undefined) return [key, null];
      const text = Buffer.from(entry.base64, "base64").toString();
      const value: unknown = type === "json" ? JSON.parse(text) : text;
      return [key, withMetadata ? { value, metadata: entry.metadata ?? null, expiration: entry.expiration } : value];
    });
    return ok(c, { values: Object.fromEntries(values) });
  });
}

/** The value is the raw body, or with metadata a form of both. */
async function readValue(c: Context): Promise<{ value: Buffer; metadata: unknown }> {
  const type = c.req.header("content-type") ?? "";
  if (!type.startsWith("multipart/form-data")) {
    return { value: Buffer.from(await c.req.arrayBuffer()), metadata: undefined };
  }
  const form = await c.req.formData();
  const value = form.get("value");
  if (value === null) throw new CloudflareRefusal(400, 10012, "the form has no part named value");
  const metadata = form.get("metadata");
  return {
    value: typeof value === "string" ? Buffer.from(value) : Buffer.from(await value.arrayBuffer()),
    metadata: typeof metadata === "string" ? JSON.parse(metadata) : undefined,
  };
}

function found(entry: KvEntry | undefined): KvEntry {
  if (entry === undefined) throw new CloudflareRefusal(404, 10009, "get: 'key not found'");
  return entry;
}

function checkKey(key: string): string {
  if (key === "" || key === "." || key === ".." || Buffer.byteLength(key) > keyBytesLimit) {
    throw new CloudflareRefusal(400, 10011, "the key must have 1 to 512 bytes and be neither . nor ..");
  }
  return key;
}

function expiryOf(lifetime: z.infer<typeof Lifetime>, nowMs: number): number | undefined {
  const { expiration, expiration_ttl: seconds } = lifetime;
  const nowSeconds = Math.floor(nowMs / 1_000);
  const at = expiration ?? (seconds === undefined ? undefined : nowSeconds + seconds);
  if (at !== undefined && at < nowSeconds + lifeSecondsMin) {
    throw new CloudflareRefusal(400, 10030, `Invalid expiration_ttl: the least is ${lifeSecondsMin} seconds`);
  }
  return at;
}

function optionalWhole(text: string | undefined): number | undefined {
  return text === undefined ? undefined : z.coerce.number().int().parse(text);
}
