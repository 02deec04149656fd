import type { Hono } from "hono";
import { z } from "zod";
import { VendorError } from "../kernel/vendor-error.ts";
import type { Change } from "../kernel/table.ts";
import { actionReply, instantAction, refuseWhileLocked, startAction } from "./action-routes.ts";
import { byIdOrName, isOffered, locations, serverTypes, systemImages } from "./catalogue.ts";
import { bodyOf, found, idOf, invalidField, LabelSet, refuseBeyondQuota, refused, type Reply } from "./exchange.ts";
import type { Hetzner } from "./hetzner.ts";
import { findImage, imageReply } from "./image-routes.ts";
import { changedDnsPtr, DnsPtrCall } from "./primary-ip-routes.ts";
import type { Image, Server } from "./rows.ts";

const resizeMs = 10_000;
const rebuildMs = 10_000;
const imageMs = 60_000;

const idOrName = z.union([z.string(), z.int()]);
const ChangeType = z.object({ server_type: idOrName, upgrade_disk: z.boolean().default(false) });
const Rebuild = z.object({ image: idOrName, user_data: z.string().nullish() });
const CreateImage = z.object({
  type: z.enum(["snapshot", "backup"]).default("snapshot"),
  description: z.string().default(""),
  labels: LabelSet,
});
const AddToGroup = z.object({ placement_group: z.int() });

type Act = (server: Server) => { readonly command: string; readonly patch: Partial<Server>; readonly more?: Reply };

/** Actions without a body, by the name in their path. */
const plainActions: Readonly<Record<string, Act>> = {
  poweron: () => ({ command: "start_server", patch: { status: "running" } }),
  poweroff: () => ({ command: "stop_server", patch: { status: "off" } }),
  shutdown: () => ({ command: "shutdown_server", patch: { status: "off" } }),
  reboot: (server) => ({ command: "reboot_server", patch: { status: server.status } }),
  reset: (server) => ({ command: "reset_server", patch: { status: server.status } }),
  enable_backup: () => ({ command: "enable_backup", patch: { backup_window: "22-02" } }),
  disable_backup: () => ({ command: "disable_backup", patch: { backup_window: null } }),
  enable_rescue: () => ({
    command: "enable_rescue",
    patch: { rescue_enabled: true },
    more: { root_password: "sandbox-rescue-password" },
  }),
  disable_rescue: () => ({ command: "disable_rescue", patch: { rescue_enabled: false } }),
  reset_password: () => ({ command: "reset_password", patch: {}, more: { root_password: "sandbox-root-password" } }),
  attach_iso: () => ({ command: "attach_iso", patch: {} }),
  detach_iso: () => ({ command: "detach_iso", patch: {} }),
  remove_from_placement_group: () => ({ command: "remove_from_placement_group", patch: { placement_group: null } }),
};

export function serverActionRoutes(app: Hono, cloud: Hetzner): void {
  for (const [name, act] of Object.entries(plainActions)) {
    app.post(`/:id{[0-9]+}/actions/${name}`, (c) => {
      const server = found(cloud.servers.get(idOf(c)), "server");
      const { command, patch, more } = act(server);
      return c.json({ ...start(cloud, server, command, patch), ...more }, 201);
    });
  }
  app.post("/:id{[0-9]+}/actions/change_type", async (c) => {
    const server = found(cloud.servers.get(idOf(c)), "server");
    const patch = changedType(server, await bodyOf(c, ChangeType));
    return c.json(start(cloud, server, "change_server_type", patch, resizeMs), 201);
  });
  app.post("/:id{[0-9]+}/actions/rebuild", async (c) => {
    const server = found(cloud.servers.get(idOf(c)), "server");
    const call = await bodyOf(c, Rebuild);
    if (server.protection.rebuild) throw new VendorError(403, "protected", "server rebuild is protected");
    const type = byIdOrName(serverTypes, server.server_type);
    const image = findImage(cloud, call.image, type?.architecture ?? "x86");
    if (image === undefined) throw invalidField("image", `image ${call.image} does not exist`);
    const patch = { image: image.id, status: "running" } as const;
    return c.json({ ...start(cloud, server, "rebuild_server", patch, rebuildMs), root_password: null }, 201);
  });
  app.post("/:id{[0-9]+}/actions/create_image", async (c) => {
    const server = found(cloud.servers.get(idOf(c)), "server");
    refuseWhileLocked(cloud, { type: "server", id: server.id });
    const image = addImage(cloud, server, await bodyOf(c, CreateImage));
    const resources = [
      { type: "server", id: server.id },
      { type: "image", id: image.id },
    ];
    const change = cloud.images.patchOf(image.id, { status: "available" });
    const action = startAction(cloud, { command: "create_image", resources, ms: imageMs }, [change]);
    return c.json({ image: imageReply(image), action: actionReply(action) }, 201);
  });
  smallActionRoutes(app, cloud);
}

function smallActionRoutes(app: Hono, cloud: Hetzner): void {
  app.post("/:id{[0-9]+}/actions/add_to_placement_group", async (c) => {
    const server = found(cloud.servers.get(idOf(c)), "server");
    const { placement_group } = await bodyOf(c, AddToGroup);
    found(cloud.placementGroups.get(placement_group), "placement group");
    if (server.placement_group !== null) throw refused("already_in_placement_group", "server is in a placement group");
    if (server.status !== "off") throw refused("server_not_stopped", "server must be powered off");
    return c.json(start(cloud, server, "add_to_placement_group", { placement_group }), 201);
  });
  app.post("/:id{[0-9]+}/actions/change_dns_ptr", async (c) => {
    const server = found(cloud.servers.get(idOf(c)), "server");
    const call = await bodyOf(c, DnsPtrCall);
    const ips = cloud.primaryIps.where(({ assignee_id }) => assignee_id === server.id);
    const ip = found(
      ips.find((row) => row.ip === call.ip || (row.type === "ipv6" && call.ip.includes(":"))),
      "ip",
    );
    const changes = [cloud.primaryIps.patchOf(ip.id, { dns_ptr: changedDnsPtr(ip.dns_ptr, call) })];
    const work = { command: "change_dns_ptr", resources: [{ type: "server", id: server.id }] };
    return c.json({ action: actionReply(instantAction(cloud, work, changes)) }, 201);
  });
  app.post("/:id{[0-9]+}/actions/request_console", (c) => {
    const server = found(cloud.servers.get(idOf(c)), "server");
    const work = { command: "request_console", resources: [{ type: "server", id: server.id }] };
    const wss_url = `wss://console.sandbox.invalid/?server_id=${server.id}`;
    return c.json(
      { action: actionReply(instantAction(cloud, work)), wss_url, password: "sandbox-console-password" },
      201,
    );
  });
}

function start(
  cloud: Hetzner,
  server: Server,
  command: string,
  patch: Partial<Server>,
  ms?: number,
): { readonly action: Reply } {
  const subject = { type: "server", id: server.id };
  refuseWhileLocked(cloud, subject);
  const changes: readonly Change[] = [cloud.servers.patchOf(server.id, patch)];
  const work = { command, resources: [subject], ...(ms === undefined ? {} : { ms }) };
  return { action: actionReply(startAction(cloud, work, changes)) };
}

function changedType(server: Server, call: z.infer<typeof ChangeType>): Partial<Server> {
  const type = byIdOrName(serverTypes, call.server_type);
  const before = byIdOrName(serverTypes, server.server_type);
  const location = byIdOrName(locations, server.location);
  if (type === undefined) throw invalidField("server_type", `server type ${call.server_type} does not exist`);
  if (location !== undefined && !isOffered(type, location)) throw invalidField("server_type", "is not offered there");
  if (type.architecture !== before?.architecture) throw invalidField("server_type", "has another architecture");
  if (type.name === before.name) throw invalidField("server_type", "server is of this type already");
  if (server.status !== "off") throw refused("server_not_stopped", "server must be powered off");
  // A disk never shrinks, so an upgraded one forbids going back down.
  if (type.disk < server.primary_disk_size) throw invalidField("server_type", "has a smaller disk than the server");
  return { server_type: type.name, primary_disk_size: call.upgrade_disk ? type.disk : server.primary_disk_size };
}

function addImage(cloud: Hetzner, server: Server, call: z.infer<typeof CreateImage>): Image {
  refuseBeyondQuota(cloud, "snapshots", cloud.images.all().length);
  const system = systemImages.find(({ id }) => id === server.image);
  const own = server.image === null ? undefined : cloud.images.get(server.image);
  return cloud.images.add({
    id: cloud.store.nextId(),
    name: call.description,
    labels: call.labels,
    created: cloud.now(),
    type: call.type,
    status: "creating",
    description: call.description,
    architecture: byIdOrName(serverTypes, server.server_type)?.architecture ?? "x86",
    os_flavor: system?.flavor ?? own?.os_flavor ?? "unknown",
    os_version: system?.version ?? own?.os_version ?? null,
    disk_size: server.primary_disk_size,
    created_from: { id: server.id, name: server.name },
    protection: { delete: false },
  });
}
