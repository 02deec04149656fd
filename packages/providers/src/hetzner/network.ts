import { z } from "zod";
import { defineResource, type Live } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { stillThere } from "../still-there.ts";
import { act, deleted } from "./action.ts";
import { hetzner } from "./hetzner.ts";
import { labelled } from "./labelled.ts";
import { markerIn, withMarker, withoutMarker } from "./marker-labels.ts";
import { type NetworkInputs, type NetworkOutputs, networkRules } from "./network-rules.ts";

const Network = z.object({
  id: z.number(),
  name: z.string(),
  ip_range: z.string(),
  expose_routes_to_vswitch: z.boolean(),
  protection: z.object({ delete: z.boolean() }),
  labels: z.record(z.string(), z.string()),
  subnets: z.array(
    z.object({
      type: z.enum(["cloud", "server", "vswitch"]),
      ip_range: z.string(),
      network_zone: z.string(),
      gateway: z.string(),
      vswitch_id: z.number().nullish(),
    }),
  ),
});
export type Network = z.infer<typeof Network>;
export const NetworkPage = z.object({ networks: z.array(Network) }).transform(({ networks }) => networks);
export const NetworkReply = z.object({ network: Network }).transform(({ network: found }) => found);

/** Found by its label; its deletion detaches whatever is in it. */
export const network = defineResource(networkRules, {
  api: hetzner,
  ...labelled({ path: "/networks", page: NetworkPage, reply: NetworkReply, live }),
  create: async (api, inputs, { marker, signal }) => {
    const body = {
      name: inputs.name,
      ip_range: inputs.ipRange,
      expose_routes_to_vswitch: inputs.exposeRoutesToVswitch,
      labels: withMarker(inputs.labels, marker),
    };
    const made = await api.post("/networks", body, NetworkReply, { signal });
    if (inputs.deleteProtection !== true) return live(made);
    await protect(api, made.id, true, signal);
    return live(await api.get(`/networks/${made.id}`, NetworkReply, { signal }));
  },
  update: async (api, id, inputs, { marker, changed, signal }) => {
    const path = `/networks/${id}`;
    const now = stillThere(await api.find(path, NetworkReply, { signal }), "hetzner", id);
    if (now.ip_range !== inputs.ipRange) {
      await act(api, `${path}/actions/change_ip_range`, { ip_range: inputs.ipRange }, { signal });
    }
    const keep = inputs.deleteProtection ?? (changed.has("deleteProtection") ? false : now.protection.delete);
    if (keep !== now.protection.delete) await protect(api, now.id, keep, signal);
    const expose = inputs.exposeRoutesToVswitch ?? (changed.has("exposeRoutesToVswitch") ? false : undefined);
    const labels = withMarker(inputs.labels, marker);
    const body = { name: inputs.name, labels, expose_routes_to_vswitch: expose };
    await api.put(path, body, NetworkReply, { signal });
    return live(await api.get(path, NetworkReply, { signal }));
  },
  delete: (api, id, call) => deleted(api, `/networks/${id}`, call),
});

async function protect(api: CloudApi, id: number, on: boolean, signal: AbortSignal): Promise<void> {
  await act(api, `/networks/${id}/actions/change_protection`, { delete: on }, { signal });
}

function live(found: Network): Live<NetworkInputs, NetworkOutputs> {
  return {
    id: String(found.id),
    name: found.name,
    marker: markerIn(found.labels),
    inputs: {
      name: found.name,
      ipRange: found.ip_range,
      labels: withoutMarker(found.labels),
      exposeRoutesToVswitch: found.expose_routes_to_vswitch,
      deleteProtection: found.protection.delete,
    },
    outputs: { name: found.name },
  };
}
