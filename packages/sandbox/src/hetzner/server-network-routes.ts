import type { Context, Hono } from "hono";
import { z } from "zod";
import { actionReply, refuseWhileLocked, startAction } from "./action-routes.ts";
import { bodyOf, found, idOf, invalidField, refused } from "./exchange.ts";
import type { Hetzner } from "./hetzner.ts";
import { holdsRange, nextAddress } from "./ip-range.ts";
import { refuseParallelChange } from "./network-routes.ts";
import type { Server } from "./rows.ts";

const Attach = z.object({
  network: z.int(),
  ip: z.ipv4().optional(),
  ip_range: z.cidrv4().optional(),
  alias_ips: z.array(z.ipv4()).default([]),
});
const Detach = z.object({ network: z.int() });
const ChangeAlias = z.object({ network: z.int(), alias_ips: z.array(z.ipv4()) });

/** How a server joins and leaves networks. */
export function serverNetworkRoutes(app: Hono, cloud: Hetzner): void {
  app.post("/:id{[0-9]+}/actions/attach_to_network", async (c) => {
    const server = found(cloud.servers.get(idOf(c)), "server");
    const call = await bodyOf(c, Attach);
    const { private_net } = joinNetwork(cloud, server, call);
    return answer(c, cloud, server, call.network, "attach_to_network", { private_net });
  });
  app.post("/:id{[0-9]+}/actions/detach_from_network", async (c) => {
    const server = found(cloud.servers.get(idOf(c)), "server");
    const { network } = await bodyOf(c, Detach);
    memberOf(server, network);
    const private_net = server.private_net.filter((net) => net.network !== network);
    return answer(c, cloud, server, network, "detach_from_network", { private_net });
  });
  app.post("/:id{[0-9]+}/actions/change_alias_ips", async (c) => {
    const server = found(cloud.servers.get(idOf(c)), "server");
    const call = await bodyOf(c, ChangeAlias);
    const net = { ...memberOf(server, call.network), alias_ips: call.alias_ips };
    const private_net = server.private_net.map((other) => (other.network === call.network ? net : other));
    return answer(c, cloud, server, call.network, "change_alias_ips", { private_net });
  });
}

/** The server as a member of the network, with a free address of its own. */
export function joinNetwork(
  cloud: Hetzner,
  server: Server,
  call: {
    readonly network: number;
    readonly ip?: string | undefined;
    readonly ip_range?: string | undefined;
    readonly alias_ips?: string[];
  },
): Server {
  const network = found(cloud.networks.get(call.network), "network");
  if (server.private_net.some((net) => net.network === network.id)) {
    throw refused("server_already_attached", "server is already attached to this network");
  }
  const taken = new Set(
    cloud.servers
      .all()
      .flatMap(({ private_net }) => private_net)
      .filter((net) => net.network === network.id)
      .flatMap(({ ip, alias_ips }) => [ip, ...alias_ips]),
  );
  if (call.ip !== undefined && taken.has(call.ip)) throw refused("ip_not_available", "the address is in use");
  const subnets = network.subnets.filter(
    ({ ip_range }) =>
      (call.ip_range === undefined || call.ip_range === ip_range) &&
      (call.ip === undefined || holdsRange(ip_range, `${call.ip}/32`)),
  );
  if (call.ip !== undefined && subnets.length === 0) throw invalidField("ip", "is in no subnet of the network");
  const ip = call.ip ?? subnets.map(({ ip_range }) => nextAddress(ip_range, taken)).find((free) => free !== undefined);
  if (ip === undefined) throw refused("no_subnet_available", "the network has no free address");
  const mac_address = `86:00:00:${[16, 8, 0].map((shift) => ((server.id >> shift) % 256).toString(16).padStart(2, "0")).join(":")}`;
  const net = { network: network.id, ip, alias_ips: call.alias_ips ?? [], mac_address };
  return { ...server, private_net: [...server.private_net, net] };
}

function memberOf(server: Server, network: number): Server["private_net"][number] {
  const net = server.private_net.find((other) => other.network === network);
  if (net === undefined) throw refused("server_not_attached_to_network", "server is not attached to this network");
  return net;
}

function answer(
  c: Context,
  cloud: Hetzner,
  server: Server,
  network: number,
  command: string,
  patch: Partial<Server>,
): Response {
  refuseWhileLocked(cloud, { type: "server", id: server.id });
  refuseParallelChange(cloud, network);
  const resources = [
    { type: "server", id: server.id },
    { type: "network", id: network },
  ];
  const action = startAction(cloud, { command, resources }, [cloud.servers.patchOf(server.id, patch)]);
  return c.json({ action: actionReply(action) }, 201);
}
