import { Hono } from "hono";
import { z } from "zod";
import { VendorError } from "../kernel/vendor-error.ts";
import { distributionReply, distributions } from "./catalogue.ts";
import type { DigitalOcean } from "./digital-ocean.ts";
import { bodyOf, found, listReply } from "./exchange.ts";
import type { Snapshot } from "./rows.ts";

const RenameImage = z.object({ name: z.string().min(1).optional() });

interface Image {
  readonly id: number;
  readonly distribution: string;
  readonly reply: Readonly<Record<string, unknown>>;
}

/** The vendor's distributions and the account's droplet snapshots, by id or slug. */
export function findImage(cloud: DigitalOcean, idOrSlug: string | number): Image | undefined {
  const base = distributions.find(({ id, slug }) => String(id) === String(idOrSlug) || slug === idOrSlug);
  if (base !== undefined) return { id: base.id, distribution: base.distribution, reply: distributionReply(base) };
  const snapshot = cloud.snapshots.get(idOrSlug);
  if (snapshot?.resource_type !== "droplet") return undefined;
  return { id: Number(snapshot.id), distribution: snapshot.distribution, reply: snapshotImageReply(snapshot) };
}

/** A droplet's snapshot as `/v2/images` shows it. */
export function snapshotImageReply(row: Snapshot): Readonly<Record<string, unknown>> {
  const { id, resource_id, resource_type, ...rest } = row;
  void resource_id;
  void resource_type;
  return { ...rest, id: Number(id), type: "snapshot", slug: null, public: false, description: "", status: "available" };
}

export function imageRoutes(cloud: DigitalOcean): Hono {
  const app = new Hono();
  app.get("/", (c) => {
    const { type, private: own, tag_name: tag } = c.req.query();
    const mine = cloud.snapshots
      .where(({ resource_type, tags }) => resource_type === "droplet" && (tag === undefined || tags.includes(tag)))
      .map(snapshotImageReply);
    const base = own === "true" || tag !== undefined ? [] : distributions.map(distributionReply);
    return listReply(
      cloud,
      c,
      "images",
      type === "distribution" ? base : type === "application" ? [] : [...mine, ...base],
    );
  });
  app.get("/:image", (c) => c.json({ image: found(findImage(cloud, c.req.param("image"))).reply }));
  app.put("/:image", async (c) => {
    const snapshot = ownImage(cloud, c.req.param("image"));
    const { name } = await bodyOf(c, RenameImage);
    const renamed = cloud.snapshots.update(snapshot.id, { name: name ?? snapshot.name });
    return c.json({ image: snapshotImageReply(found(renamed)) });
  });
  app.delete("/:image", (c) => {
    cloud.snapshots.remove(ownImage(cloud, c.req.param("image")).id);
    return c.body(null, 204);
  });
  return app;
}

function ownImage(cloud: DigitalOcean, id: string): Snapshot {
  const image = found(findImage(cloud, id));
  const snapshot = cloud.snapshots.get(image.id);
  if (snapshot === undefined)
    throw new VendorError(403, "forbidden", "You do not have access for the attempted action.");
  return snapshot;
}

export function snapshotReply({ distribution, ...row }: Snapshot): Readonly<Record<string, unknown>> {
  void distribution;
  return row;
}

export function snapshotRoutes(cloud: DigitalOcean): Hono {
  const app = new Hono();
  app.get("/", (c) => {
    const type = c.req.query("resource_type");
    const rows = cloud.snapshots.where(({ resource_type }) => type === undefined || type === resource_type);
    return listReply(cloud, c, "snapshots", rows.map(snapshotReply));
  });
  app.get("/:id", (c) => c.json({ snapshot: snapshotReply(found(cloud.snapshots.get(c.req.param("id")))) }));
  app.delete("/:id", (c) => {
    cloud.snapshots.remove(found(cloud.snapshots.get(c.req.param("id"))).id);
    return c.body(null, 204);
  });
  return app;
}
