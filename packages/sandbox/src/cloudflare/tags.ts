import type { Context, Hono } from "hono";
import { z } from "zod";
import { body, CloudflareRefusal, newId, ok } from "./answer.ts";
import type { ResourceTags } from "./state.ts";
import { accountOf, now, type World } from "./world.ts";

const pageSize = 100;
const filterLimit = 20;
const keyLengthLimit = 256;
const valueLengthLimit = 1_024;

const TagKey = z
  .string()
  .max(keyLengthLimit)
  .regex(/^[\p{L}\p{N}_.-]+$/u);
const Wanted = z.object({
  resource_id: z.string(),
  resource_type: z.string(),
  tags: z.record(TagKey, z.string().max(valueLengthLimit)).default({}),
});

/** One taggable resource, whether or not it has tags. */
interface Taggable {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly zone_id?: string;
}

/** Where the tags of an account or of a zone stand, and what they may be put on. */
interface TagHome {
  readonly rows: Map<string, ResourceTags>;
  readonly resources: () => readonly Taggable[];
}

export function addTags(api: Hono, world: World): void {
  const ofAccount = (id: string): TagHome => {
    const account = accountOf(world, id);
    return { rows: account.tags, resources: () => accountResources(world, id) };
  };
  const ofZone = (id: string): TagHome => {
    if (!world.state.zones.has(id)) throw new CloudflareRefusal(404, 1003, "Invalid or missing zone id.");
    return { rows: world.state.zoneTags, resources: () => zoneResources(world, id) };
  };
  const account = "/accounts/:account/tags";
  const zone = "/zones/:zone/tags";

  api.get(account, (c) => readTags(c, ofAccount(c.req.param("account"))));
  api.put(account, (c) => writeTags(c, world, ofAccount(c.req.param("account"))));
  api.delete(account, (c) => deleteTags(c, ofAccount(c.req.param("account"))));
  api.get(zone, (c) => readTags(c, ofZone(c.req.param("zone"))));
  api.put(zone, (c) => writeTags(c, world, ofZone(c.req.param("zone"))));
  api.delete(zone, (c) => deleteTags(c, ofZone(c.req.param("zone"))));

  api.get(`${account}/resources`, (c) => {
    const id = c.req.param("account");
    const filters = c.req.queries("tag") ?? [];
    if (filters.length > filterLimit) throw new CloudflareRefusal(400, 10001, `at most ${filterLimit} tag filters`);
    const types = c.req.queries("type")?.flatMap((text) => text.split(","));
    const { id: wantedId, name } = c.req.query();
    const zones = [...world.state.zones.values()].filter(({ accountId }) => accountId === id);
    const homes = [ofAccount(id), ...zones.map((each) => ofZone(each.id))];
    const shown = homes
      .flatMap((home) => home.resources().flatMap((resource) => tagged(home, resource)))
      .filter((each) => types === undefined || types.includes(each.type))
      .filter((each) => (wantedId === undefined || each.id === wantedId) && (name === undefined || each.name === name))
      .filter((each) => filters.every((filter) => matchesFilter(each.tags, filter)));
    const from = Number(c.req.query("cursor") ?? 0);
    const page = shown.slice(from, from + pageSize);
    const after = from + pageSize < shown.length ? { after: String(from + pageSize) } : {};
    return ok(c, page, { count: page.length, cursors: after });
  });

  api.get(`${account}/keys`, (c) => {
    const rows = [...ofAccount(c.req.param("account")).rows.values()];
    const keys = [...new Set(rows.flatMap(({ tags }) => Object.keys(tags)))].toSorted();
    return ok(c, keys, { count: keys.length, cursors: {} });
  });
}

/** A deleted resource takes its tags along, or one that gets the same id would inherit them. */
export function forgetTags(rows: Map<string, ResourceTags>, type: string, id: string): void {
  rows.delete(`${type}/${id}`);
}

/** `k` has it, `k=v1,v2` has one of the values, `!k` and `k!=v` the opposite. */
export function matchesFilter(tags: Readonly<Record<string, string>>, filter: string): boolean {
  const read = (key: string) => (Object.hasOwn(tags, key) ? tags[key] : undefined);
  if (filter.startsWith("!")) return read(filter.slice(1)) === undefined;
  const [, key = filter, not, values] = /^([^=!]+)(!?)=(.*)$/s.exec(filter) ?? [];
  const value = read(key);
  if (values === undefined) return value !== undefined;
  const isOneOf = value !== undefined && values.split(",").includes(value);
  return not === "!" ? !isOneOf : isOneOf;
}

function readTags(c: Context, home: TagHome): Response {
  const { resource_id: id, resource_type: type } = c.req.query();
  const resource = resourceOf(home, type, id);
  return ok(c, show(resource, home.rows.get(`${resource.type}/${resource.id}`)));
}

async function writeTags(c: Context, world: World, home: TagHome): Promise<Response> {
  const { resource_id: id, resource_type: type, tags } = await body(c, Wanted);
  const resource = resourceOf(home, type, id);
  checkEtag(c, home.rows.get(`${type}/${id}`));
  const row = { type, id, tags, etag: newId(), updatedOn: now(world) };
  home.rows.set(`${type}/${id}`, row);
  return ok(c, show(resource, row));
}

async function deleteTags(c: Context, home: TagHome): Promise<Response> {
  const { resource_id: id, resource_type: type } = await body(c, Wanted);
  checkEtag(c, home.rows.get(`${type}/${id}`));
  home.rows.delete(`${type}/${id}`);
  return c.body(null, 204);
}

function checkEtag(c: Context, row: ResourceTags | undefined): void {
  const wanted = c.req.header("if-match");
  if (wanted !== undefined && wanted !== (row?.etag ?? "")) {
    throw new CloudflareRefusal(412, 10012, "The tags were changed by another request.");
  }
}

function resourceOf(home: TagHome, type: string | undefined, id: string | undefined): Taggable {
  const resource = home.resources().find((each) => each.type === type && each.id === id);
  if (resource === undefined) throw new CloudflareRefusal(404, 10007, "The resource to tag was not found.");
  return resource;
}

function tagged(home: TagHome, resource: Taggable) {
  const row = home.rows.get(`${resource.type}/${resource.id}`);
  return row === undefined || Object.keys(row.tags).length === 0 ? [] : [show(resource, row)];
}

function show(resource: Taggable, row: ResourceTags | undefined) {
  return { ...resource, tags: row?.tags ?? {}, etag: row?.etag ?? "", tags_updated_at: row?.updatedOn };
}

function accountResources(world: World, id: string): readonly Taggable[] {
  const account = accountOf(world, id);
  return [
    ...[...account.scripts.values()].map(({ tag, name }) => ({ type: "worker", id: tag, name })),
    ...[...account.namespaces.values()].map((each) => ({ type: "kv_namespace", id: each.id, name: each.title })),
    ...[...account.buckets.values()].map(({ name }) => ({ type: "r2_bucket", id: name, name })),
    ...[...account.databases.values()].map(({ uuid, name }) => ({ type: "d1_database", id: uuid, name })),
    ...[...account.queues.values()].map((each) => ({ type: "queue", id: each.queue_id, name: each.queue_name })),
  ];
}

function zoneResources(world: World, id: string): readonly Taggable[] {
  const zone = world.state.zones.get(id);
  if (zone === undefined) return [];
  return [
    { type: "zone", id, name: zone.name, zone_id: id },
    ...[...zone.records.values()].map((each) => ({ type: "dns_record", id: each.id, name: each.name, zone_id: id })),
    ...[...zone.routes.values()].map((each) => ({
      type: "worker_route",
      id: each.id,
      name: each.pattern,
      zone_id: id,
    })),
  ];
}
