import type { Hono } from "hono";
import { z } from "zod";
import { defined } from "../kernel/defined.ts";
import { ipv6Prefix, publicIpv4 } from "../kernel/sandbox-address.ts";
import { actionReply, instantAction, refuseWhileLocked, startAction } from "./action-routes.ts";
import { byIdOrName, locations } from "./catalogue.ts";
import {
  bodyOf,
  found,
  idOf,
  invalidField,
  LabelSet,
  OptionalId,
  refuseBeyondQuota,
  refused,
  type Reply,
} from "./exchange.ts";
import { familyRoutes, refuseProtected, refuseTakenName, Rename } from "./family-routes.ts";
import type { Hetzner } from "./hetzner.ts";
import { changedDnsPtr, DnsPtrCall, firstDnsPtr } from "./primary-ip-routes.ts";
import type { Action, FloatingIp } from "./rows.ts";

const kind = "floating_ip";
const CreateFloatingIp = z.object({
  type: z.enum(["ipv4", "ipv6"]),
  name: z.string().min(1).optional(),
  description: z.string().nullish(),
  home_location: z.union([z.string(), z.int()]).optional(),
  server: OptionalId,
  labels: LabelSet,
});
const ChangeFloatingIp = Rename.extend({ description: z.string().optional() });
const Assign = z.object({ server: z.int() });

export function floatingIpRoutes(cloud: Hetzner): Hono {
  const app = familyRoutes(cloud, {
    kind,
    kinds: "floating_ips",
    table: cloud.floatingIps,
    reply: floatingIpReply,
    protect: ({ protection }, call) => ({ protection: { delete: call.delete ?? protection.delete } }),
  });
  app.post("/", async (c) => {
    const call = await bodyOf(c, CreateFloatingIp);
    const server = call.server === undefined ? undefined : found(cloud.servers.get(call.server), "server");
    const home = server?.location ?? byIdOrName(locations, call.home_location ?? "")?.name;
    if (home === undefined) throw invalidField("home_location", "home_location or server is required");
    refuseTakenName(cloud.floatingIps.all(), "floating IP", call.name);
    const row = addFloatingIp(cloud, call, home);
    const action = server === undefined ? undefined : actionReply(move(cloud, row, server.id));
    return c.json({ floating_ip: floatingIpReply(row), ...(action === undefined ? {} : { action }) }, 201);
  });
  app.put("/:id{[0-9]+}", async (c) => {
    const { id } = found(cloud.floatingIps.get(idOf(c)), kind);
    const call = await bodyOf(c, ChangeFloatingIp);
    refuseTakenName(cloud.floatingIps.all(), "floating IP", call.name, id);
    return c.json({ floating_ip: floatingIpReply(found(cloud.floatingIps.update(id, defined(call)), kind)) });
  });
  app.delete("/:id{[0-9]+}", (c) => {
    const ip = found(cloud.floatingIps.get(idOf(c)), kind);
    refuseProtected(kind, ip);
    if (ip.server !== null) throw refused("must_be_unassigned", "floating IP must be unassigned first");
    cloud.floatingIps.remove(ip.id);
    return c.body(null, 204);
  });
  floatingIpActionRoutes(app, cloud);
  return app;
}

function floatingIpActionRoutes(app: Hono, cloud: Hetzner): void {
  app.post("/:id{[0-9]+}/actions/assign", async (c) => {
    const ip = found(cloud.floatingIps.get(idOf(c)), kind);
    const server = found(cloud.servers.get((await bodyOf(c, Assign)).server), "server");
    if (ip.server !== null) throw refused("floating_ip_assigned", "floating IP is already assigned");
    return c.json({ action: actionReply(move(cloud, ip, server.id)) }, 201);
  });
  app.post("/:id{[0-9]+}/actions/unassign", (c) => {
    const ip = found(cloud.floatingIps.get(idOf(c)), kind);
    if (ip.server === null) throw refused("floating_ip_not_assigned", "floating IP is not assigned");
    return c.json({ action: actionReply(move(cloud, ip, null)) }, 201);
  });
  app.post("/:id{[0-9]+}/actions/change_dns_ptr", async (c) => {
    const ip = found(cloud.floatingIps.get(idOf(c)), kind);
    const dns_ptr = changedDnsPtr(ip.dns_ptr, await bodyOf(c, DnsPtrCall));
    const work = { command: "change_dns_ptr", resources: [{ type: kind, id: ip.id }] };
    const action = instantAction(cloud, work, [cloud.floatingIps.patchOf(ip.id, { dns_ptr })]);
    return c.json({ action: actionReply(action) }, 201);
  });
}

function addFloatingIp(cloud: Hetzner, call: z.infer<typeof CreateFloatingIp>, home: string): FloatingIp {
  refuseBeyondQuota(cloud, "floating_ips", cloud.floatingIps.all().length);
  const id = cloud.store.nextId();
  const ip = call.type === "ipv4" ? publicIpv4(id) : `${ipv6Prefix(id)}/64`;
  return cloud.floatingIps.add({
    id,
    name: call.name ?? `floating-ip-${id}`,
    labels: call.labels,
    created: cloud.now(),
    type: call.type,
    ip,
    description: call.description ?? null,
    home_location: home,
    server: null,
    dns_ptr: call.type === "ipv4" ? [{ ip, dns_ptr: firstDnsPtr(ip) }] : [],
    protection: { delete: false },
  });
}

function move(cloud: Hetzner, ip: FloatingIp, server: number | null): Action {
  refuseWhileLocked(cloud, { type: kind, id: ip.id });
  const other = server ?? ip.server;
  const resources = [{ type: kind, id: ip.id }, ...(other === null ? [] : [{ type: "server", id: other }])];
  const command = server === null ? "unassign_floating_ip" : "assign_floating_ip";
  return startAction(cloud, { command, resources }, [cloud.floatingIps.patchOf(ip.id, { server })]);
}

function floatingIpReply(row: FloatingIp): Reply {
  return { ...row, home_location: byIdOrName(locations, row.home_location), blocked: false };
}
