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
import type { Action, PrimaryIp, Server } from "./rows.ts";

const kind = "primary_ip";
const type = z.enum(["ipv4", "ipv6"]);
const CreatePrimaryIp = z.object({
  name: z.string().min(1),
  type,
  location: z.union([z.string(), z.int()]).optional(),
  assignee_type: z.enum(["server", "unassigned"]).optional(),
  assignee_id: OptionalId,
  auto_delete: z.boolean().default(false),
  labels: LabelSet,
});
const ChangePrimaryIp = Rename.extend({ auto_delete: z.boolean().optional() });
const Assign = z.object({ assignee_id: z.int(), assignee_type: z.literal("server").default("server") });
export const DnsPtrCall = z.object({ ip: z.union([z.ipv4(), z.ipv6()]), dns_ptr: z.string().nullable() });

/** Primary addresses: those that come with a server, and those that stay. */
export function primaryIpRoutes(cloud: Hetzner): Hono {
  const app = familyRoutes(cloud, {
    kind,
    kinds: "primary_ips",
    table: cloud.primaryIps,
    reply: primaryIpReply,
    filter: ({ ip }, c) => (c.req.query("ip") ?? ip) === ip,
    protect: ({ protection }, call) => ({ protection: { delete: call.delete ?? protection.delete } }),
  });
  app.post("/", async (c) => {
    const call = await bodyOf(c, CreatePrimaryIp);
    refuseTakenName(cloud.primaryIps.all(), "primary IP", call.name);
    const server = call.assignee_id === undefined ? undefined : found(cloud.servers.get(call.assignee_id), "server");
    if (server !== undefined) checkAssign(cloud, call.type, server);
    const location = server?.location ?? byIdOrName(locations, call.location ?? "")?.name;
    if (location === undefined) throw invalidField("location", "location or assignee_id is required");
    const row = addPrimaryIp(cloud, { ...call, location, assignee_id: null });
    const action = server === undefined ? undefined : actionReply(assign(cloud, row, server.id));
    return c.json({ primary_ip: primaryIpReply(row), ...(action === undefined ? {} : { action }) }, 201);
  });
  app.put("/:id{[0-9]+}", async (c) => {
    const { id } = found(cloud.primaryIps.get(idOf(c)), kind);
    const call = await bodyOf(c, ChangePrimaryIp);
    refuseTakenName(cloud.primaryIps.all(), "primary IP", call.name, id);
    return c.json({ primary_ip: primaryIpReply(found(cloud.primaryIps.update(id, defined(call)), kind)) });
  });
  app.delete("/:id{[0-9]+}", (c) => {
    const ip = found(cloud.primaryIps.get(idOf(c)), kind);
    refuseProtected(kind, ip);
    if (ip.assignee_id !== null) throw refused("must_be_unassigned", "primary IP must be unassigned first");
    cloud.primaryIps.remove(ip.id);
    return c.body(null, 204);
  });
  primaryIpActionRoutes(app, cloud);
  return app;
}

function primaryIpActionRoutes(app: Hono, cloud: Hetzner): void {
  app.post("/:id{[0-9]+}/actions/assign", async (c) => {
    const ip = found(cloud.primaryIps.get(idOf(c)), kind);
    const server = found(cloud.servers.get((await bodyOf(c, Assign)).assignee_id), "server");
    if (ip.assignee_id !== null) throw refused("primary_ip_assigned", "primary IP is already assigned");
    if (ip.location !== server.location)
      throw refused("primary_ip_datacenter_mismatch", "server is in another location");
    checkAssign(cloud, ip.type, server);
    return c.json({ action: actionReply(assign(cloud, ip, server.id)) }, 201);
  });
  app.post("/:id{[0-9]+}/actions/unassign", (c) => {
    const ip = found(cloud.primaryIps.get(idOf(c)), kind);
    if (ip.assignee_id === null) throw refused("primary_ip_not_assigned", "primary IP is not assigned");
    refuseRunning(found(cloud.servers.get(ip.assignee_id), "server"));
    refuseWhileLocked(cloud, { type: kind, id: ip.id });
    const resources = [
      { type: kind, id: ip.id },
      { type: "server", id: ip.assignee_id },
    ];
    const change = cloud.primaryIps.patchOf(ip.id, { assignee_id: null });
    return c.json(
      { action: actionReply(startAction(cloud, { command: "unassign_primary_ip", resources }, [change])) },
      201,
    );
  });
  app.post("/:id{[0-9]+}/actions/change_dns_ptr", async (c) => {
    const ip = found(cloud.primaryIps.get(idOf(c)), kind);
    const dns_ptr = changedDnsPtr(ip.dns_ptr, await bodyOf(c, DnsPtrCall));
    const work = { command: "change_dns_ptr", resources: [{ type: kind, id: ip.id }] };
    const action = instantAction(cloud, work, [cloud.primaryIps.patchOf(ip.id, { dns_ptr })]);
    return c.json({ action: actionReply(action) }, 201);
  });
}

/** A null name takes the entry back to what it was at first. */
export function changedDnsPtr(
  before: PrimaryIp["dns_ptr"],
  { ip, dns_ptr }: z.infer<typeof DnsPtrCall>,
): PrimaryIp["dns_ptr"] {
  const others = before.filter((entry) => entry.ip !== ip);
  if (dns_ptr !== null) return [...others, { ip, dns_ptr }];
  return ip.includes(":") ? others : [...others, { ip, dns_ptr: firstDnsPtr(ip) }];
}

export function firstDnsPtr(ip: string): string {
  return `static.${ip.split(".").toReversed().join(".")}.clients.sandbox.invalid`;
}

/** Also used for the addresses that come with a new server. */
export function addPrimaryIp(
  cloud: Hetzner,
  wanted: Pick<PrimaryIp, "name" | "type" | "location" | "assignee_id" | "auto_delete" | "labels">,
): PrimaryIp {
  refuseBeyondQuota(cloud, "primary_ips", cloud.primaryIps.all().length);
  const id = cloud.store.nextId();
  const { name, location, assignee_id, auto_delete, labels } = wanted;
  const ip = wanted.type === "ipv4" ? publicIpv4(id) : `${ipv6Prefix(id)}/64`;
  return cloud.primaryIps.add({
    id,
    name,
    labels,
    created: cloud.now(),
    type: wanted.type,
    ip,
    location,
    assignee_id,
    auto_delete,
    dns_ptr: wanted.type === "ipv4" ? [{ ip, dns_ptr: firstDnsPtr(ip) }] : [],
    protection: { delete: false },
  });
}

function checkAssign(cloud: Hetzner, wanted: PrimaryIp["type"], server: Server): void {
  refuseRunning(server);
  if (cloud.primaryIps.all().some((row) => row.assignee_id === server.id && row.type === wanted)) {
    throw refused(`server_has_${wanted}`, `server has an ${wanted} address already`);
  }
}

function refuseRunning(server: Server): void {
  if (server.status !== "off") throw refused("server_not_stopped", "server must be powered off");
}

function assign(cloud: Hetzner, ip: PrimaryIp, server: number): Action {
  refuseWhileLocked(cloud, { type: kind, id: ip.id });
  const resources = [
    { type: kind, id: ip.id },
    { type: "server", id: server },
  ];
  const change = cloud.primaryIps.patchOf(ip.id, { assignee_id: server });
  return startAction(cloud, { command: "assign_primary_ip", resources }, [change]);
}

function primaryIpReply(row: PrimaryIp): Reply {
  return {
    ...row,
    location: byIdOrName(locations, row.location),
    assignee_type: row.assignee_id === null ? "unassigned" : "server",
    blocked: false,
  };
}
