import { z } from "zod";
import { defineResource, PartialCreate, type ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { stillThere } from "../still-there.ts";
import { deleted, settled, startedIn, startedShape } from "./action.ts";
import { changeServer } from "./change-server.ts";
import { hetzner } from "./hetzner.ts";
import { labelled } from "./labelled.ts";
import { type Labels, withMarker } from "./marker-labels.ts";
import { type ServerInputs, serverRules } from "./server-rules.ts";
import { inWordsOf, liveServer, networkOf, Server, ServerPage, ServerReply } from "./server-wire.ts";

const { type } = serverRules;
const BOOT_EVERY_MS = 500;
const BOOT_LIMIT_MS = 10 * 60_000;

const looks = labelled({ path: "/servers", page: ServerPage, reply: ServerReply, live: liveServer });
const Creation = z
  .object({ server: Server, ...startedShape })
  .transform(({ server: made, ...reply }) => ({ made, started: startedIn(reply) }));

/** Found by its label; ready once it no longer starts. */
export const server = defineResource(serverRules, {
  api: hetzner,
  read: looks.read,
  list: async (api, call) => {
    const servers = await call.once("hetzner /servers", () =>
      api.pages("/servers", ServerPage, (found) => found, { signal: call.signal }),
    );
    const recorded = new Map(call.known.filter((object) => object.type === type).map(({ id, inputs }) => [id, inputs]));
    return servers.map((found) => inWordsOf(recorded.get(String(found.id)) ?? {}, found));
  },
  find: async (api, inputs, call) => {
    const found = await looks.find(api, inputs, call);
    return found === undefined ? undefined : inWordsOf(inputs, await booted(api, found.id, call));
  },
  create: async (api, inputs, { marker, signal }) => {
    const body = toWire(inputs, withMarker(inputs.labels, marker));
    const { made, started } = await api.post("/servers", body, Creation, { signal });
    const id = String(made.id);
    try {
      await settled(api, started, { signal });
      const now = await api.get(`/servers/${id}`, ServerReply, { signal });
      await changeServer(api, now, inputs, { marker, signal, dropped: new Set() }); // what creation does not take
      return inWordsOf(inputs, await booted(api, id, { signal }));
    } catch (error) {
      signal.throwIfAborted(); // found by its marker next time
      throw new PartialCreate(liveServer(made), [error instanceof Error ? error.message : "not ready"], error);
    }
  },
  update: async (api, id, inputs, { marker, changed, signal }) => {
    const now = stillThere(await api.find(`/servers/${id}`, ServerReply, { signal }), "hetzner", id);
    await changeServer(api, now, inputs, { marker, signal, dropped: changed });
    return inWordsOf(inputs, await booted(api, id, { signal }));
  },
  delete: (api, id, call) => deleted(api, `/servers/${id}`, call),
});

/** Waits until it no longer starts; `off` is a state its owner may want. */
async function booted(api: CloudApi, id: string, { signal }: ReadCall): Promise<Server> {
  const probe = async (): Promise<Server | undefined> => {
    const now = stillThere(await api.find(`/servers/${id}`, ServerReply, { signal }), "hetzner", id);
    return now.status === "running" || now.status === "off" ? now : undefined;
  };
  return api.until(`start of server ${id}`, probe, { everyMs: BOOT_EVERY_MS, forMs: BOOT_LIMIT_MS, signal });
}

function toWire(inputs: ServerInputs, labels: Labels): object {
  const [publicNet] = inputs.publicNets ?? [];
  return {
    name: inputs.name,
    server_type: inputs.serverType,
    image: inputs.image,
    location: inputs.location,
    ssh_keys: inputs.sshKeys,
    user_data: inputs.userData,
    labels,
    firewalls: inputs.firewallIds?.map((firewall) => ({ firewall })),
    networks: inputs.networks?.filter(anyAddress).map(networkOf),
    placement_group: inputs.placementGroupId,
    public_net: publicNet && { enable_ipv4: publicNet.ipv4Enabled ?? true, enable_ipv6: publicNet.ipv6Enabled ?? true },
    start_after_create: true,
  };
}

/** Creation attaches networks, but lets nobody choose the address in them. */
function anyAddress({ ip, aliasIps, subnetId }: NonNullable<ServerInputs["networks"]>[number]): boolean {
  return ip === undefined && aliasIps === undefined && subnetId === undefined;
}
