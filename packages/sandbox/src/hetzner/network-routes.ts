import type { Hono } from "hono";
import { z } from "zod";
import { defined } from "../kernel/defined.ts";
import { VendorError } from "../kernel/vendor-error.ts";
import { actionReply, isLocked, startAction } from "./action-routes.ts";
import { bodyOf, found, idOf, invalidField, LabelSet, refuseBeyondQuota, refused, type Reply } from "./exchange.ts";
import { familyRoutes, refuseProtected, refuseTakenName, Rename } from "./family-routes.ts";
import type { Hetzner } from "./hetzner.ts";
import { firstHost, holdsRange, nextRange, parseRange, rangesOverlap } from "./ip-range.ts";
import type { Action, Network, Subnet } from "./rows.ts";

const kind = "network";
const Range = z.string().refine((text) => parseRange(text) !== undefined, "is no IPv4 range in CIDR form");
const SubnetCall = z.object({
  type: z.enum(["cloud", "server", "vswitch"]),
  ip_range: Range.optional(),
  network_zone: z.string().min(1),
  vswitch_id: z.int().nullish(),
});
const Route = z.object({ destination: Range, gateway: z.ipv4() });
const CreateNetwork = z.object({
  name: z.string().min(1),
  ip_range: Range,
  subnets: z.array(SubnetCall).default([]),
  routes: z.array(Route).default([]),
  expose_routes_to_vswitch: z.boolean().default(false),
  labels: LabelSet,
});
const ChangeNetwork = Rename.extend({ expose_routes_to_vswitch: z.boolean().optional() });
const RangeCall = z.object({ ip_range: Range });

export function networkRoutes(cloud: Hetzner): Hono {
  const reply = (row: Network): Reply => networkReply(cloud, row);
  const app = familyRoutes(cloud, {
    kind,
    kinds: "networks",
    table: cloud.networks,
    reply,
    protect: ({ protection }, call) => ({ protection: { delete: call.delete ?? protection.delete } }),
  });
  app.post("/", async (c) => {
    const call = await bodyOf(c, CreateNetwork);
    refuseTakenName(cloud.networks.all(), kind, call.name);
    refuseBeyondQuota(cloud, "networks", cloud.networks.all().length);
    const subnets: Subnet[] = [];
    for (const subnet of call.subnets) subnets.push(subnetFrom(call.ip_range, subnets, subnet));
    const id = cloud.store.nextId();
    const base = { protection: { delete: false }, created: cloud.now() };
    const row = cloud.networks.add({ ...call, ...base, id, subnets });
    return c.json({ network: reply(row) }, 201);
  });
  app.put("/:id{[0-9]+}", async (c) => {
    const { id } = found(cloud.networks.get(idOf(c)), kind);
    const call = await bodyOf(c, ChangeNetwork);
    refuseTakenName(cloud.networks.all(), kind, call.name, id);
    return c.json({ network: reply(found(cloud.networks.update(id, defined(call)), kind)) });
  });
  app.delete("/:id{[0-9]+}", (c) => {
    const network = found(cloud.networks.get(idOf(c)), kind);
    refuseProtected(kind, network);
    cloud.apply([cloud.networks.removalOf(network.id)]);
    return c.body(null, 204);
  });
  networkActionRoutes(app, cloud);
  return app;
}

function networkActionRoutes(app: Hono, cloud: Hetzner): void {
  app.post("/:id{[0-9]+}/actions/add_subnet", async (c) => {
    const network = found(cloud.networks.get(idOf(c)), kind);
    const subnet = subnetFrom(network.ip_range, network.subnets, await bodyOf(c, SubnetCall));
    return c.json(change(cloud, network, "add_subnet", { subnets: [...network.subnets, subnet] }), 201);
  });
  app.post("/:id{[0-9]+}/actions/delete_subnet", async (c) => {
    const network = found(cloud.networks.get(idOf(c)), kind);
    const { ip_range } = await bodyOf(c, RangeCall);
    found(
      network.subnets.find((subnet) => subnet.ip_range === ip_range),
      "subnet",
    );
    const used = cloud.servers
      .all()
      .some(({ private_net }) =>
        private_net.some((net) => net.network === network.id && holdsRange(ip_range, `${net.ip}/32`)),
      );
    if (used) throw refused("resource_in_use", "subnet still has servers attached");
    const subnets = network.subnets.filter((subnet) => subnet.ip_range !== ip_range);
    return c.json(change(cloud, network, "delete_subnet", { subnets }), 201);
  });
  app.post("/:id{[0-9]+}/actions/add_route", async (c) => {
    const network = found(cloud.networks.get(idOf(c)), kind);
    const route = await bodyOf(c, Route);
    if (network.routes.some(({ destination }) => destination === route.destination)) {
      throw invalidField("destination", "has a route already");
    }
    return c.json(change(cloud, network, "add_route", { routes: [...network.routes, route] }), 201);
  });
  app.post("/:id{[0-9]+}/actions/delete_route", async (c) => {
    const network = found(cloud.networks.get(idOf(c)), kind);
    const gone = await bodyOf(c, Route);
    const same = ({ destination, gateway }: z.infer<typeof Route>): boolean =>
      destination === gone.destination && gateway === gone.gateway;
    found(network.routes.find(same), "route");
    const routes = network.routes.filter((route) => !same(route));
    return c.json(change(cloud, network, "delete_route", { routes }), 201);
  });
  app.post("/:id{[0-9]+}/actions/change_ip_range", async (c) => {
    const network = found(cloud.networks.get(idOf(c)), kind);
    const { ip_range } = await bodyOf(c, RangeCall);
    if (!holdsRange(ip_range, network.ip_range)) throw invalidField("ip_range", "a network can only grow");
    return c.json(change(cloud, network, "change_ip_range", { ip_range }), 201);
  });
}

function change(
  cloud: Hetzner,
  network: Network,
  command: string,
  patch: Partial<Network>,
): { readonly action: Reply } {
  refuseParallelChange(cloud, network.id);
  const work = { command, resources: [{ type: kind, id: network.id }], ms: 1_000 };
  const action: Action = startAction(cloud, work, [cloud.networks.patchOf(network.id, patch)]);
  return { action: actionReply(action) };
}

/** Networks take one change at a time; what the vendor's other kinds call `locked` is a `conflict` here. */
export function refuseParallelChange(cloud: Hetzner, network: number): void {
  if (isLocked(cloud, { type: kind, id: network })) {
    throw new VendorError(409, "conflict", "network is being changed by another action");
  }
}

function subnetFrom(range: string, others: readonly Subnet[], call: z.infer<typeof SubnetCall>): Subnet {
  const taken = others.map(({ ip_range }) => ip_range);
  const ip_range = call.ip_range ?? nextRange(range, 24, taken);
  if (ip_range === undefined) throw refused("no_subnet_available", "the network has no free range");
  if (!holdsRange(range, ip_range)) throw invalidField("ip_range", "is not part of the network's range");
  if (taken.some((other) => rangesOverlap(other, ip_range))) throw invalidField("ip_range", "overlaps another subnet");
  return {
    type: call.type,
    ip_range,
    network_zone: call.network_zone,
    gateway: firstHost(range),
    vswitch_id: call.vswitch_id ?? null,
  };
}

function networkReply(cloud: Hetzner, row: Network): Reply {
  const servers = cloud.servers.where(({ private_net }) => private_net.some(({ network }) => network === row.id));
  return { ...row, servers: servers.map(({ id }) => id), load_balancers: [] };
}
