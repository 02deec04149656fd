import type { Hono } from "hono";
import { z } from "zod";
import { defined } from "../kernel/defined.ts";
import { actionReply, refuseWhileLocked, startAction } from "./action-routes.ts";
import { byIdOrName, type Location, locations } from "./catalogue.ts";
import { bodyOf, found, idOf, invalidField, LabelSet, refuseBeyondQuota, refused, type Reply } from "./exchange.ts";
import { familyRoutes, refuseProtected, refuseTakenName, Rename } from "./family-routes.ts";
import type { Hetzner } from "./hetzner.ts";
import type { Action, Server, Volume } from "./rows.ts";

const kind = "volume";
const size = z.int().min(10).max(10_240);
const CreateVolume = z.object({
  name: z.string().min(1).max(64),
  size,
  location: z.union([z.string(), z.int()]).optional(),
  server: z.int().optional(),
  format: z.enum(["ext4", "xfs"]).nullish(),
  automount: z.boolean().optional(),
  labels: LabelSet,
});
const Attach = z.object({ server: z.int(), automount: z.boolean().optional() });
const Resize = z.object({ size });

export function volumeRoutes(cloud: Hetzner): Hono {
  const app = familyRoutes(cloud, {
    kind,
    kinds: "volumes",
    table: cloud.volumes,
    reply: volumeReply,
    filter: ({ status }, c) => (c.req.queries("status") ?? [status]).includes(status),
    protect: ({ protection }, call) => ({ protection: { delete: call.delete ?? protection.delete } }),
  });
  app.post("/", async (c) => {
    const { volume, action, next } = createVolume(cloud, await bodyOf(c, CreateVolume));
    const next_actions = next.map(actionReply);
    return c.json({ volume: volumeReply(volume), action: actionReply(action), next_actions }, 201);
  });
  app.put("/:id{[0-9]+}", async (c) => {
    const { id } = found(cloud.volumes.get(idOf(c)), kind);
    const call = await bodyOf(c, Rename);
    refuseTakenName(cloud.volumes.all(), kind, call.name, id);
    return c.json({ volume: volumeReply(found(cloud.volumes.update(id, defined(call)), kind)) });
  });
  app.delete("/:id{[0-9]+}", (c) => {
    const volume = found(cloud.volumes.get(idOf(c)), kind);
    refuseProtected(kind, volume);
    refuseWhileLocked(cloud, { type: kind, id: volume.id });
    if (volume.server !== null) throw refused("volume_attached", "volume is attached to a server");
    cloud.apply([cloud.volumes.removalOf(volume.id)]);
    return c.body(null, 204);
  });
  volumeActionRoutes(app, cloud);
  return app;
}

function volumeActionRoutes(app: Hono, cloud: Hetzner): void {
  app.post("/:id{[0-9]+}/actions/attach", async (c) => {
    const volume = found(cloud.volumes.get(idOf(c)), kind);
    const server = found(cloud.servers.get((await bodyOf(c, Attach)).server), "server");
    checkAttach(volume, server);
    refuseWhileLocked(cloud, { type: kind, id: volume.id });
    return c.json({ action: actionReply(attachVolume(cloud, volume, server.id)) }, 201);
  });
  app.post("/:id{[0-9]+}/actions/detach", (c) => {
    const volume = found(cloud.volumes.get(idOf(c)), kind);
    if (volume.server === null) throw refused("volume_not_attached", "volume is not attached to a server");
    const resources = [
      { type: kind, id: volume.id },
      { type: "server", id: volume.server },
    ];
    return c.json({ action: actionReply(change(cloud, volume, "detach_volume", resources, { server: null })) }, 201);
  });
  app.post("/:id{[0-9]+}/actions/resize", async (c) => {
    const volume = found(cloud.volumes.get(idOf(c)), kind);
    const call = await bodyOf(c, Resize);
    if (call.size <= volume.size) throw invalidField("size", "volume size can only be increased");
    const resources = [{ type: kind, id: volume.id }];
    return c.json({ action: actionReply(change(cloud, volume, "resize_volume", resources, { size: call.size })) }, 201);
  });
}

/** As an action of its own, and as what follows the making of a server or of the volume itself. */
export function attachVolume(cloud: Hetzner, volume: Volume, server: number): Action {
  const resources = [
    { type: kind, id: volume.id },
    { type: "server", id: server },
  ];
  return startAction(cloud, { command: "attach_volume", resources }, [cloud.volumes.patchOf(volume.id, { server })]);
}

export function checkAttach(volume: Volume, server: Pick<Server, "location">): void {
  if (volume.server !== null) throw refused("volume_already_attached", "volume is already attached to a server");
  if (volume.location !== server.location) throw invalidField("server", "volume and server are in different locations");
}

function change(
  cloud: Hetzner,
  volume: Volume,
  command: string,
  resources: readonly { readonly type: string; readonly id: number }[],
  patch: Partial<Volume>,
): Action {
  refuseWhileLocked(cloud, { type: kind, id: volume.id });
  return startAction(cloud, { command, resources }, [cloud.volumes.patchOf(volume.id, patch)]);
}

function createVolume(
  cloud: Hetzner,
  call: z.infer<typeof CreateVolume>,
): { readonly volume: Volume; readonly action: Action; readonly next: readonly Action[] } {
  const server = call.server === undefined ? undefined : found(cloud.servers.get(call.server), "server");
  const location = locationOf(server?.location ?? call.location);
  refuseTakenName(cloud.volumes.all(), kind, call.name);
  refuseBeyondQuota(cloud, "volumes", cloud.volumes.all().length);
  const volume = cloud.volumes.add({
    id: cloud.store.nextId(),
    name: call.name,
    labels: call.labels,
    created: cloud.now(),
    status: "creating",
    location: location.name,
    server: null,
    size: call.size,
    format: call.format ?? null,
    protection: { delete: false },
  });
  const work = { command: "create_volume", resources: [{ type: kind, id: volume.id }] };
  const action = startAction(cloud, work, [cloud.volumes.patchOf(volume.id, { status: "available" })]);
  return { volume, action, next: server === undefined ? [] : [attachVolume(cloud, volume, server.id)] };
}

function locationOf(idOrName: string | number | undefined): Location {
  if (idOrName === undefined) throw invalidField("location", "location or server is required");
  const location = byIdOrName(locations, idOrName);
  if (location === undefined) throw invalidField("location", `location ${idOrName} does not exist`);
  return location;
}

function volumeReply(row: Volume): Reply {
  return {
    ...row,
    location: byIdOrName(locations, row.location),
    linux_device: `/dev/disk/by-id/scsi-0HC_Volume_${row.id}`,
  };
}
