import { VendorError } from "../kernel/vendor-error.ts";
import { actionReply, refuseWhileLocked, startAction } from "./action-routes.ts";
import { byIdOrName, isOffered, type Location, locations, type ServerType, serverTypes } from "./catalogue.ts";
import { found, invalidField, refuseBeyondQuota, refused, type Reply } from "./exchange.ts";
import { refuseTakenName } from "./family-routes.ts";
import { applyTo } from "./firewall-routes.ts";
import type { Hetzner } from "./hetzner.ts";
import { findImage } from "./image-routes.ts";
import { addPrimaryIp } from "./primary-ip-routes.ts";
import type { Image, PrimaryIp, Server, Volume } from "./rows.ts";
import type { CreateServer } from "./server-call.ts";
import { joinNetwork } from "./server-network-routes.ts";
import { serverReply } from "./server-reply.ts";
import { attachVolume, checkAttach } from "./volume-routes.ts";

const createMs = 6_000;
const startMs = 11_000;

interface Parts {
  readonly type: ServerType;
  readonly location: Location;
  readonly image: Pick<Image, "id">;
  readonly volumes: readonly Volume[];
  readonly ips: readonly PrimaryIp[];
}

/** Checks everything first: a refused create leaves nothing behind. */
export function createServer(cloud: Hetzner, call: CreateServer): Reply {
  const parts = checkCall(cloud, call);
  const server = addServer(cloud, call, parts);
  giveAddresses(cloud, call, server, parts.ips);
  for (const { firewall } of call.firewalls) {
    applyTo(cloud, found(cloud.firewalls.get(firewall), "firewall"), [{ type: "server", server: { id: server.id } }]);
  }
  const reply = serverReply(cloud, server);
  const subject = { type: "server", id: server.id };
  const starts = call.start_after_create !== false;
  const action = startAction(cloud, { command: "create_server", resources: [subject], ms: createMs }, [
    cloud.servers.patchOf(server.id, { status: starts ? "starting" : "off" }),
  ]);
  const attached = parts.volumes.map((volume) => attachVolume(cloud, volume, server.id));
  const running = [cloud.servers.patchOf(server.id, { status: "running" })];
  const started = starts
    ? [startAction(cloud, { command: "start_server", resources: [subject], ms: startMs }, running)]
    : [];
  return {
    server: { ...reply, locked: true },
    action: actionReply(action),
    next_actions: [...attached, ...started].map(actionReply),
    root_password: call.ssh_keys.length > 0 ? null : "sandbox-root-password",
  };
}

function checkCall(cloud: Hetzner, call: CreateServer): Parts {
  const type = byIdOrName(serverTypes, call.server_type);
  if (type === undefined) throw invalidField("server_type", `server type ${call.server_type} does not exist`);
  const location = byIdOrName(locations, call.location ?? "fsn1");
  if (location === undefined) throw invalidField("location", `location ${call.location} does not exist`);
  if (!isOffered(type, location)) throw invalidField("server_type", "unsupported location for server type");
  const image = findImage(cloud, call.image, type.architecture);
  if (image === undefined) throw invalidField("image", `image ${call.image} does not exist`);
  if (image.architecture !== type.architecture) throw invalidField("image", "image has another architecture");
  for (const key of call.ssh_keys) {
    if (byIdOrName(cloud.sshKeys.all(), key) === undefined)
      throw invalidField("ssh_keys", `SSH key ${key} does not exist`);
  }
  refuseTakenName(cloud.servers.all(), "server", call.name);
  refuseBeyondQuota(cloud, "servers", cloud.servers.all().length);
  for (const { firewall } of call.firewalls) found(cloud.firewalls.get(firewall), "firewall");
  for (const id of call.networks) {
    if (found(cloud.networks.get(id), "network").subnets.length === 0) {
      throw refused("no_subnet_available", "the network has no subnet");
    }
  }
  if (call.placement_group !== undefined) found(cloud.placementGroups.get(call.placement_group), "placement group");
  const volumes = call.volumes.map((id) => found(cloud.volumes.get(id), "volume"));
  for (const volume of volumes) {
    checkAttach(volume, { location: location.name });
    refuseWhileLocked(cloud, { type: "volume", id: volume.id });
  }
  return { type, location, image, volumes, ips: checkAddresses(cloud, call, location) };
}

function checkAddresses(
  cloud: Hetzner,
  { public_net: net, networks }: CreateServer,
  location: Location,
): readonly PrimaryIp[] {
  if (!net.enable_ipv4 && !net.enable_ipv6 && networks.length === 0) {
    throw invalidField("public_net", "a server without public addresses needs a network");
  }
  const wanted = [net.enable_ipv4 ? net.ipv4 : undefined, net.enable_ipv6 ? net.ipv6 : undefined];
  return wanted.flatMap((id) => {
    if (id === undefined) return [];
    const ip = found(cloud.primaryIps.get(id), "primary IP");
    if (ip.assignee_id !== null) throw refused("primary_ip_assigned", "primary IP is already assigned");
    if (ip.location !== location.name) throw new VendorError(422, "invalid_input", "primary IP is in another location");
    return [ip];
  });
}

function addServer(cloud: Hetzner, call: CreateServer, { type, location, image }: Parts): Server {
  const bare: Server = {
    id: cloud.store.nextId(),
    name: call.name,
    labels: call.labels,
    created: cloud.now(),
    status: "initializing",
    server_type: type.name,
    location: location.name,
    image: image.id,
    protection: { delete: false, rebuild: false },
    private_net: [],
    placement_group: call.placement_group ?? null,
    primary_disk_size: type.disk,
    rescue_enabled: false,
    backup_window: null,
  };
  const joined = call.networks.reduce((server, network) => joinNetwork(cloud, server, { network }), bare);
  return cloud.servers.add(joined);
}

function giveAddresses(
  cloud: Hetzner,
  { public_net: net }: CreateServer,
  server: Server,
  own: readonly PrimaryIp[],
): void {
  for (const ip of own) cloud.primaryIps.update(ip.id, { assignee_id: server.id });
  for (const type of ["ipv4", "ipv6"] as const) {
    if (!net[`enable_${type}`] || own.some((ip) => ip.type === type)) continue;
    const name = `primary_ip-${server.id}-${type}`;
    const place = { location: server.location, assignee_id: server.id };
    addPrimaryIp(cloud, { ...place, name, type, auto_delete: true, labels: {} });
  }
}
