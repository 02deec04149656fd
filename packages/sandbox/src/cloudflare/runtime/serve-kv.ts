import { Hono } from "hono";
import { z } from "zod";
import { getEntry, listEntries } from "../storage/kv-entries.ts";
import type { KvNamespace } from "../storage/rows.ts";

const keyPageLimit = 1_000;
const Options = z.object({
  metadata: z.unknown().optional(),
  expiration: z.number().optional(),
  expirationTtl: z.number().optional(),
});
const ListQuery = z.object({
  prefix: z.string().default(""),
  limit: z.coerce.number().int().min(1).max(keyPageLimit).default(keyPageLimit),
  cursor: z.string().default(""),
});

export interface KvService {
  readonly find: (namespace: string) => KvNamespace | undefined;
  readonly nowMs: () => number;
  readonly changed: () => void;
}

/** The other end of `kvBindingSource`: the namespaces of the sandbox for its running workers. */
export function serveKv({ find, nowMs, changed }: KvService): Hono<{ Variables: { namespace: KvNamespace } }> {
  const app = new Hono<{ Variables: { namespace: KvNamespace } }>();

  app.use("/:namespace/*", async (c, next) => {
    const namespace = find(c.req.param("namespace"));
    if (namespace === undefined) return c.text("the namespace was deleted", 410);
    c.set("namespace", namespace);
    return next();
  });

  app.get("/:namespace/keys", (c) => {
    const page = listEntries(c.var.namespace, { ...ListQuery.parse(c.req.query()), nowMs: nowMs() });
    const keys = page.keys.map(({ key, expiration, metadata }) => ({ name: key, expiration, metadata }));
    const end = page.cursor === "" ? { list_complete: true } : { list_complete: false, cursor: page.cursor };
    return c.json({ keys, ...end, cacheStatus: null });
  });

  app.get("/:namespace/values/:key{.+}", (c) => {
    const entry = getEntry(c.var.namespace, c.req.param("key"), nowMs());
    if (entry === undefined) return c.body(null, 404);
    c.header("x-metadata", encodeURIComponent(JSON.stringify(entry.metadata ?? null)));
    return c.body(new Uint8Array(Buffer.from(entry.base64, "base64")));
  });

  app.put("/:namespace/values/:key{.+}", async (c) => {
    const { metadata, expiration, expirationTtl } = Options.parse(JSON.parse(c.req.query("options") ?? "{}"));
    const later = expirationTtl === undefined ? undefined : Math.floor(nowMs() / 1_000) + expirationTtl;
    const base64 = Buffer.from(await c.req.arrayBuffer()).toString("base64");
    const key = c.req.param("key");
    c.var.namespace.entries.set(key, { key, base64, metadata, expiration: expiration ?? later });
    changed();
    return c.body(null, 204);
  });

  app.delete("/:namespace/values/:key{.+}", (c) => {
    c.var.namespace.entries.delete(c.req.param("key"));
    changed();
    return c.body(null, 204);
  });

  return app;
}
