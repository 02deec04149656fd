import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { VendorError } from "../kernel/vendor-error.ts";
import { actionReply, actionsOf, refuseWhileBusy, startAction } from "./action-routes.ts";
import { regionReply, regionSlugs } from "./catalogue.ts";
import type { DigitalOcean } from "./digital-ocean.ts";
import { bodyOf, found, listReply, unprocessable } from "./exchange.ts";
import { snapshotReply } from "./image-routes.ts";
import { enrol } from "./project-routes.ts";
import type { Action, Volume } from "./rows.ts";
import { ensureTags, TagNames } from "./tag-routes.ts";

const eventMs = 6_000;
const maxGigabytes = 16_384;
const maxPerDroplet = 15;

const CreateVolume = z.object({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,63}$/, "must be lower-case letters, digits and dashes, starting with a letter"),
  description: z.string().default(""),
  size_gigabytes: z.int().min(1).max(maxGigabytes),
  region: z.string().optional(),
  snapshot_id: z.string().optional(),
  filesystem_type: z.enum(["ext4", "xfs", ""]).default(""),
  filesystem_label: z.string().default(""),
  tags: TagNames,
});

const VolumeAction = z.discriminatedUnion("type", [
  z.object({ type: z.literal("attach"), droplet_id: z.int(), tags: TagNames }),
  z.object({ type: z.literal("detach"), droplet_id: z.int() }),
  z.object({ type: z.literal("resize"), size_gigabytes: z.int().min(1).max(maxGigabytes) }),
]);
type VolumeAction = z.infer<typeof VolumeAction>;

const ByName = z.object({ volume_name: z.string(), region: z.string() });
const CreateSnapshot = z.object({ name: z.string().min(1), tags: TagNames });

export function volumeRoutes(cloud: DigitalOcean): Hono {
  const app = new Hono();
  app.get("/", (c) => {
    const { name, region, tag_name: tag } = c.req.query();
    const rows = cloud.volumes.where(
      (row) =>
        (name === undefined || row.name === name) &&
        (region === undefined || row.region === region) &&
        (tag === undefined || row.tags.includes(tag)),
    );
    return listReply(cloud, c, "volumes", rows.map(volumeReply));
  });
  app.post("/", async (c) => c.json({ volume: volumeReply(createVolume(cloud, await bodyOf(c, CreateVolume))) }, 201));
  app.delete("/", (c) => {
    const { name, region } = c.req.query();
    return removeVolume(cloud, c, found(cloud.volumes.all().find((row) => row.name === name && row.region === region)));
  });
  app.post("/actions", async (c) => {
    const { volume_name: name, region } = await bodyOf(c, ByName);
    const volume = found(cloud.volumes.all().find((row) => row.name === name && row.region === region));
    return c.json({ action: actionReply(actOnVolume(cloud, volume, await bodyOf(c, VolumeAction))) }, 202);
  });
  app.get("/:id", (c) => c.json({ volume: volumeReply(found(cloud.volumes.get(c.req.param("id")))) }));
  app.delete("/:id", (c) => removeVolume(cloud, c, found(cloud.volumes.get(c.req.param("id")))));
  app.get("/:id/actions", (c) => {
    const { id } = found(cloud.volumes.get(c.req.param("id")));
    return listReply(cloud, c, "actions", actionsOf(cloud, "volume", id).map(actionReply));
  });
  app.post("/:id/actions", async (c) => {
    const volume = found(cloud.volumes.get(c.req.param("id")));
    return c.json({ action: actionReply(actOnVolume(cloud, volume, await bodyOf(c, VolumeAction))) }, 202);
  });
  app.get("/:id/actions/:action", (c) => {
    const actions = actionsOf(cloud, "volume", c.req.param("id"));
    return c.json({ action: actionReply(found(actions.find(({ id }) => String(id) === c.req.param("action")))) });
  });
  volumeSnapshotRoutes(app, cloud);
  return app;
}

function volumeSnapshotRoutes(app: Hono, cloud: DigitalOcean): void {
  app.get("/:id/snapshots", (c) => {
    const { id } = found(cloud.volumes.get(c.req.param("id")));
    return listReply(cloud, c, "snapshots", cloud.snapshots.where((row) => row.resource_id === id).map(snapshotReply));
  });
  app.post("/:id/snapshots", async (c) => {
    const volume = found(cloud.volumes.get(c.req.param("id")));
    const { name, tags } = await bodyOf(c, CreateSnapshot);
    ensureTags(cloud, tags);
    const snapshot = cloud.snapshots.add({
      id: randomUUID(),
      name,
      created_at: cloud.now(),
      regions: [volume.region],
      min_disk_size: volume.size_gigabytes,
      size_gigabytes: 0,
      resource_id: volume.id,
      resource_type: "volume",
      distribution: "Unknown",
      tags,
    });
    return c.json({ snapshot: snapshotReply(snapshot) }, 201);
  });
}

function createVolume(cloud: DigitalOcean, call: z.infer<typeof CreateVolume>): Volume {
  const { snapshot_id, ...wanted } = call;
  const source = snapshot_id === undefined ? undefined : found(cloud.snapshots.get(snapshot_id));
  const region = call.region ?? source?.regions[0] ?? "";
  if (!regionSlugs.includes(region)) throw unprocessable("region is invalid");
  if (cloud.volumes.all().some((row) => row.name === call.name && row.region === region)) {
    throw new VendorError(409, "conflict", "a volume with this name already exists in this region");
  }
  if (cloud.volumes.all().length >= cloud.kernel.quota("digitalocean", "volumes")) {
    throw new VendorError(403, "forbidden", "creating this volume will exceed your volume limit");
  }
  ensureTags(cloud, call.tags);
  const volume = cloud.volumes.add({ ...wanted, id: randomUUID(), region, droplet_ids: [], created_at: cloud.now() });
  enrol(cloud, `do:volume:${volume.id}`);
  return volume;
}

function actOnVolume(cloud: DigitalOcean, volume: Volume, call: VolumeAction): Action {
  refuseWhileBusy(cloud, "volume", volume.id);
  return startAction(
    cloud,
    {
      type: call.type === "attach" ? "attach_volume" : call.type === "detach" ? "detach_volume" : "resize",
      resource_type: "volume",
      resource_id: volume.id,
      region: volume.region,
      ms: eventMs,
    },
    [cloud.volumes.patchOf(volume.id, afterAction(cloud, volume, call))],
  );
}

function afterAction(cloud: DigitalOcean, volume: Volume, call: VolumeAction): Partial<Volume> {
  switch (call.type) {
    case "attach": {
      const droplet = found(cloud.droplets.get(call.droplet_id));
      if (droplet.region !== volume.region) throw unprocessable("volume and droplet must be in the same region");
      if (volume.droplet_ids.includes(droplet.id)) throw unprocessable("volume is already attached to this droplet");
      if (volume.droplet_ids.length > 0) throw unprocessable("volume is already attached to another droplet");
      const attached = cloud.volumes.where(({ droplet_ids }) => droplet_ids.includes(droplet.id));
      if (attached.length >= maxPerDroplet) throw unprocessable(`a droplet holds at most ${maxPerDroplet} volumes`);
      return { droplet_ids: [droplet.id] };
    }
    case "detach":
      if (!volume.droplet_ids.includes(call.droplet_id)) throw unprocessable("volume is not attached to this droplet");
      return { droplet_ids: [] };
    case "resize":
      if (call.size_gigabytes <= volume.size_gigabytes) throw unprocessable("a volume can only grow");
      return { size_gigabytes: call.size_gigabytes };
  }
}

function removeVolume(cloud: DigitalOcean, c: Context, volume: Volume): Response {
  refuseWhileBusy(cloud, "volume", volume.id);
  if (volume.droplet_ids.length > 0) {
    throw new VendorError(409, "conflict", "volume is attached to a droplet, detach it first");
  }
  cloud.apply([cloud.volumes.removalOf(volume.id)]);
  return c.body(null, 204);
}

function volumeReply(row: Volume): Readonly<Record<string, unknown>> {
  return { ...row, region: regionReply(row.region) };
}
