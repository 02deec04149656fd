import { Hono } from "hono";
import { z } from "zod";
import type { DigitalOcean } from "./digital-ocean.ts";
import { bodyOf, found, listReply, unprocessable } from "./exchange.ts";

const tagName = z
  .string()
  .regex(/^[A-Za-z0-9:_-]{1,255}$/, "may only contain letters, numbers, colons, dashes, and underscores");

/** Tags as a create call may bring them; `ensureTags` makes those that are new. */
export const TagNames = z
  .array(tagName)
  .nullish()
  .transform((tags) => [...new Set(tags ?? [])]);

const CreateTag = z.object({ name: tagName });
const Resources = z.object({
  resources: z
    .array(
      z.object({
        resource_id: z.coerce.string(),
        resource_type: z.enum(["droplet", "image", "volume", "volume_snapshot"]),
      }),
    )
    .min(1),
});
type Resource = z.infer<typeof Resources>["resources"][number];

export function ensureTags(cloud: DigitalOcean, tags: readonly string[]): void {
  for (const tag of tags) if (cloud.tags.get(tag) === undefined) cloud.tags.add({ id: tag });
}

export function tagRoutes(cloud: DigitalOcean): Hono {
  const app = new Hono();
  app.get("/", (c) =>
    listReply(
      cloud,
      c,
      "tags",
      cloud.tags.all().map(({ id }) => tagReply(cloud, id)),
    ),
  );
  app.post("/", async (c) => {
    const { name } = await bodyOf(c, CreateTag);
    ensureTags(cloud, [name]);
    return c.json({ tag: tagReply(cloud, name) }, 201);
  });
  app.get("/:name", (c) => c.json({ tag: tagReply(cloud, found(cloud.tags.get(c.req.param("name"))).id) }));
  app.delete("/:name", (c) => {
    const tag = found(cloud.tags.get(c.req.param("name")));
    cloud.apply([cloud.tags.removalOf(tag.id)]);
    return c.body(null, 204);
  });
  app.post("/:name/resources", async (c) => {
    const tag = found(cloud.tags.get(c.req.param("name"))).id;
    const { resources } = await bodyOf(c, Resources);
    for (const resource of resources) retag(cloud, resource, (tags) => [...new Set([...tags, tag])]);
    return c.body(null, 204);
  });
  app.delete("/:name/resources", async (c) => {
    const tag = found(cloud.tags.get(c.req.param("name"))).id;
    const { resources } = await bodyOf(c, Resources);
    for (const resource of resources) retag(cloud, resource, (tags) => tags.filter((other) => other !== tag));
    return c.body(null, 204);
  });
  return app;
}

function retag(cloud: DigitalOcean, resource: Resource, change: (tags: readonly string[]) => string[]): void {
  const { resource_id: id, resource_type: type } = resource;
  const row = type === "droplet" ? retagDroplet(cloud, id, change) : retagStorage(cloud, type, id, change);
  if (row === undefined) throw unprocessable(`${type} ${id} not found`);
}

function retagDroplet(cloud: DigitalOcean, id: string, change: (tags: readonly string[]) => string[]): unknown {
  const droplet = cloud.droplets.get(id);
  return droplet && cloud.droplets.update(droplet.id, { tags: change(droplet.tags) });
}

function retagStorage(
  cloud: DigitalOcean,
  type: "image" | "volume" | "volume_snapshot",
  id: string,
  change: (tags: readonly string[]) => string[],
): unknown {
  if (type === "volume") {
    const volume = cloud.volumes.get(id);
    return volume && cloud.volumes.update(id, { tags: change(volume.tags) });
  }
  const snapshot = cloud.snapshots.get(id);
  return snapshot && cloud.snapshots.update(id, { tags: change(snapshot.tags) });
}

function tagReply(cloud: DigitalOcean, name: string): Readonly<Record<string, unknown>> {
  const tagged = ({ tags }: { readonly tags: readonly string[] }): boolean => tags.includes(name);
  const kinds = {
    droplets: cloud.droplets.where(tagged).map(({ id }) => cloud.url(`/v2/droplets/${id}`)),
    images: imagesOf(cloud, "droplet")
      .filter(tagged)
      .map(({ id }) => cloud.url(`/v2/images/${id}`)),
    volumes: cloud.volumes.where(tagged).map(({ id }) => cloud.url(`/v2/volumes/${id}`)),
    volume_snapshots: imagesOf(cloud, "volume")
      .filter(tagged)
      .map(({ id }) => cloud.url(`/v2/snapshots/${id}`)),
    databases: [],
  };
  const counts = Object.entries(kinds).map(([kind, uris]) => [kind, countOf(uris)] as const);
  return { name, resources: { ...countOf(Object.values(kinds).flat()), ...Object.fromEntries(counts) } };
}

function imagesOf(cloud: DigitalOcean, type: "droplet" | "volume"): ReturnType<DigitalOcean["snapshots"]["all"]> {
  return cloud.snapshots.where((snapshot) => snapshot.resource_type === type);
}

function countOf(uris: readonly string[]): Readonly<Record<string, unknown>> {
  const last = uris.at(-1);
  return { count: uris.length, ...(last === undefined ? {} : { last_tagged_uri: last }) };
}
