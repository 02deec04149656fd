import { isLocked } from "./action-routes.ts";
import { byIdOrName, locations, serverTypeReply, serverTypes } from "./catalogue.ts";
import type { Reply } from "./exchange.ts";
import { firewallsOf } from "./firewall-routes.ts";
import type { Hetzner } from "./hetzner.ts";
import { imageOfServer } from "./image-routes.ts";
import { placementGroupReply } from "./placement-group-routes.ts";
import type { Server } from "./rows.ts";

/** A server as the vendor shows it, with what other objects know of it. */
export function serverReply(cloud: Hetzner, row: Server): Reply {
  const { server_type, location, image, placement_group, ...rest } = row;
  const type = byIdOrName(serverTypes, server_type);
  const group = placement_group === null ? undefined : cloud.placementGroups.get(placement_group);
  return {
    ...rest,
    server_type: type === undefined ? undefined : serverTypeReply(type),
    location: byIdOrName(locations, location),
    image: imageOfServer(cloud, image),
    iso: null,
    locked: isLocked(cloud, { type: "server", id: row.id }),
    public_net: publicNet(cloud, row),
    volumes: cloud.volumes.where(({ server }) => server === row.id).map(({ id }) => id),
    placement_group: group === undefined ? null : placementGroupReply(cloud, group),
    load_balancers: [],
    included_traffic: 21_990_232_555_520,
    ingoing_traffic: 0,
    outgoing_traffic: 0,
  };
}

function publicNet(cloud: Hetzner, row: Server): Reply {
  const addresses = cloud.primaryIps.where(({ assignee_id }) => assignee_id === row.id);
  const ipv4 = addresses.find(({ type }) => type === "ipv4");
  const ipv6 = addresses.find(({ type }) => type === "ipv6");
  return {
    ipv4:
      ipv4 === undefined ? null : { id: ipv4.id, ip: ipv4.ip, blocked: false, dns_ptr: ipv4.dns_ptr[0]?.dns_ptr ?? "" },
    ipv6: ipv6 === undefined ? null : { id: ipv6.id, ip: ipv6.ip, blocked: false, dns_ptr: ipv6.dns_ptr },
    floating_ips: cloud.floatingIps.where(({ server }) => server === row.id).map(({ id }) => id),
    firewalls: firewallsOf(cloud, row).map(({ id }) => ({ id, status: "applied" })),
  };
}
