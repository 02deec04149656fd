import type { Context, Hono } from "hono";
import { z } from "zod";
import { body, CloudflareRefusal, ok, whole } from "../answer.ts";
import { forgetTags } from "../tags.ts";
import { accountOf, now, type World } from "../world.ts";
import type { Bucket } from "./rows.ts";

const pageLimit = 1_000;
const pageUsual = 20;
const StorageClass = z.enum(["Standard", "InfrequentAccess"]);
const Wanted = z.object({
  name: z.string(),
  locationHint: z.string().optional(),
  storageClass: StorageClass.default("Standard"),
});

export function addBuckets(api: Hono, world: World): void {
  const path = "/accounts/:account/r2/buckets";

  api.get(path, (c) => {
    const { start_after = "", cursor = start_after, name_contains = "" } = c.req.query();
    const limit = Math.min(pageLimit, Math.max(1, whole(c.req.query("per_page"), pageUsual)));
    const names = [...accountOf(world, c.req.param("account")).buckets.values()]
      .filter((each) => each.jurisdiction === jurisdictionOf(c) && each.name.includes(name_contains))
      .filter((each) => each.name > cursor)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const buckets = names.slice(0, limit);
    const next = buckets.length < names.length ? buckets.at(-1)?.name : undefined;
    return ok(c, { buckets }, { cursor: next ?? "", per_page: limit });
  });

  api.post(path, async (c) => {
    const { buckets } = accountOf(world, c.req.param("account"));
    const { name, locationHint, storageClass } = await body(c, Wanted);
    if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name)) {
      throw new CloudflareRefusal(400, 10005, "The specified bucket name is not valid.");
    }
    if (buckets.has(name)) {
      throw new CloudflareRefusal(409, 10004, "The bucket you tried to create already exists, and you own it.");
    }
    const bucket: Bucket = {
      name,
      creation_date: now(world),
      jurisdiction: jurisdictionOf(c),
      location: locationHint?.toUpperCase(),
      storage_class: storageClass,
    };
    buckets.set(name, bucket);
    return ok(c, bucket);
  });

  api.get(`${path}/:bucket`, (c) => ok(c, bucketOf(world, c.req.param("account"), c.req.param("bucket"))));

  api.patch(`${path}/:bucket`, (c) => {
    const bucket = bucketOf(world, c.req.param("account"), c.req.param("bucket"));
    bucket.storage_class = StorageClass.parse(c.req.header("cf-r2-storage-class"));
    return ok(c, bucket);
  });

  api.delete(`${path}/:bucket`, (c) => {
    const account = accountOf(world, c.req.param("account"));
    const { name } = bucketOf(world, account.id, c.req.param("bucket"));
    account.buckets.delete(name);
    forgetTags(account.tags, "r2_bucket", name);
    world.workersChanged();
    return ok(c, {});
  });
}

function bucketOf(world: World, account: string, name: string): Bucket {
  const bucket = accountOf(world, account).buckets.get(name);
  if (bucket === undefined) throw new CloudflareRefusal(404, 10006, "The specified bucket does not exist.");
  return bucket;
}

function jurisdictionOf(c: Context): string {
  return c.req.header("cf-r2-jurisdiction") ?? "default";
}
