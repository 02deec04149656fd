import type { Context, Hono } from "hono";
import { z } from "zod";
import { body, CloudflareRefusal, newId, ok, okPage } from "../answer.ts";
import { forgetTags } from "../tags.ts";
import { now, type World } from "../world.ts";
import { checkRecord, fullName, recordContent } from "./check-record.ts";
import type { DnsRecord, Zone } from "./rows.ts";
import { zoneOf } from "./zones.ts";

const pages = { usual: 100, most: 5_000_000 } as const;
const batchLimit = 1_000;

/** Fields a client may write; the rest of a record is the server's. */
const Wanted = z.object({
  type: z.string(),
  name: z.string(),
  content: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  priority: z.number().int().optional(),
  ttl: z.number().int().default(1),
  proxied: z.boolean().default(false),
  comment: z.string().nullable().default(null),
  tags: z.array(z.string()).default([]),
  settings: z.record(z.string(), z.unknown()).default({}),
});
type Wanted = z.output<typeof Wanted>;
const Id = z.looseObject({ id: z.string() });
const Batch = z.object({
  deletes: z.array(Id).default([]),
  patches: z.array(Id).default([]),
  puts: z.array(Id).default([]),
  posts: z.array(z.unknown()).default([]),
});

export function addDnsRecords(api: Hono, world: World): void {
  const path = "/zones/:zone/dns_records";

  api.get(path, (c) => {
    const { records, name } = zoneOf(world, c.req.param("zone"));
    const shown = [...records.values()].filter((record) => matches(c, record, name));
    return okPage(c, shown, pages, (record) => record);
  });

  api.post(path, async (c) => ok(c, write(world, c.req.param("zone"), await body(c, z.unknown()))));

  // Before the routes with an id, which would take "batch" for one.
  api.post(`${path}/batch`, async (c) => {
    const id = c.req.param("zone");
    const zone = zoneOf(world, id);
    const { deletes, patches, puts, posts } = await body(c, Batch);
    if (deletes.length + patches.length + puts.length + posts.length > batchLimit) {
      throw new CloudflareRefusal(400, 1004, `A batch holds at most ${batchLimit} changes.`);
    }
    const before = new Map(zone.records);
    try {
      return ok(c, {
        deletes: deletes.map((each) => remove(world, zone, each.id)),
        patches: patches.map((each) => write(world, id, { ...recordOf(zone, each.id), ...each }, each.id)),
        puts: puts.map((each) => write(world, id, each, each.id)),
        posts: posts.map((each) => write(world, id, each)),
      });
    } catch (refusal) {
      zone.records = before; // all or nothing
      throw refusal;
    }
  });

  api.get(`${path}/:record`, (c) => ok(c, recordOf(zoneOf(world, c.req.param("zone")), c.req.param("record"))));

  api.put(`${path}/:record`, async (c) =>
    ok(c, write(world, c.req.param("zone"), await body(c, z.unknown()), c.req.param("record"))),
  );

  api.patch(`${path}/:record`, async (c) => {
    const record = recordOf(zoneOf(world, c.req.param("zone")), c.req.param("record"));
    const change = await body(c, z.record(z.string(), z.unknown()));
    // New data makes the old content void.
    const content = "data" in change ? undefined : record.content;
    return ok(c, write(world, c.req.param("zone"), { ...record, content, ...change }, record.id));
  });

  api.delete(`${path}/:record`, (c) => {
    const { id } = remove(world, zoneOf(world, c.req.param("zone")), c.req.param("record"));
    return ok(c, { id });
  });
}

/** Creates a record, or with `id` overwrites that one. */
function write(world: World, zoneId: string, raw: unknown, id?: string): DnsRecord {
  const zone = zoneOf(world, zoneId);
  const old = id === undefined ? undefined : recordOf(zone, id);
  const wanted: Wanted = Wanted.parse(raw);
  const content = recordContent(wanted);
  const proxiable = ["A", "AAAA", "CNAME"].includes(wanted.type);
  const record: DnsRecord = {
    ...wanted,
    id: old?.id ?? newId(),
    name: fullName(wanted.name, zone.name),
    content,
    proxiable,
    ttl: wanted.proxied ? 1 : wanted.ttl, // the proxy's own time to live is automatic
    meta: {},
    created_on: old?.created_on ?? now(world),
    modified_on: now(world),
  };
  checkRecord(
    record,
    [...zone.records.values()].filter((other) => other.id !== record.id),
  );
  zone.records.set(record.id, record);
  return record;
}

function remove(world: World, zone: Zone, id: string): DnsRecord {
  const record = recordOf(zone, id);
  zone.records.delete(id);
  forgetTags(world.state.zoneTags, "dns_record", id);
  return record;
}

function recordOf({ records }: Zone, id: string): DnsRecord {
  const record = records.get(id);
  if (record === undefined) throw new CloudflareRefusal(404, 81044, "Record does not exist.");
  return record;
}

function matches(c: Context, record: DnsRecord, zone: string): boolean {
  const { type, proxied, search, comment } = c.req.query();
  const name = c.req.query("name") ?? c.req.query("name.exact");
  const content = c.req.query("content") ?? c.req.query("content.exact");
  const exactComment = c.req.query("comment.exact") ?? comment;
  return (
    (type === undefined || record.type === type) &&
    (name === undefined || record.name === fullName(name, zone)) &&
    (content === undefined || record.content === content) &&
    (proxied === undefined || String(record.proxied) === proxied) &&
    (exactComment === undefined || record.comment === exactComment) &&
    (c.req.query("comment.startswith") === undefined ||
      record.comment?.startsWith(c.req.query("comment.startswith") ?? "") === true) &&
    (search === undefined || `${record.name} ${record.content} ${record.comment}`.includes(search))
  );
}
