import { defineResource, type Live } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { stillThere } from "../still-there.ts";
import { act, actUnless, patiently } from "./action.ts";
import { hetzner } from "./hetzner.ts";
import { type Network, NetworkPage, NetworkReply } from "./network.ts";
import { type NetworkSubnetInputs, type NetworkSubnetOutputs, networkSubnetRules } from "./network-subnet-rules.ts";

type LiveSubnet = Live<NetworkSubnetInputs, NetworkSubnetOutputs>;

/** Hetzner gives a subnet no id: `<network>-<ip range>` is one. */
export const networkSubnet = defineResource(networkSubnetRules, {
  api: hetzner,
  list: async (api, { once, signal }) => {
    const load = (): Promise<readonly Network[]> => api.pages("/networks", NetworkPage, (found) => found, { signal });
    return (await once("hetzner /networks", load)).flatMap(subnetsOf);
  },
  read: (api, id, { signal }) => readSubnet(api, id, signal),
  find: (api, { networkId, ipRange }, { signal }) => readSubnet(api, `${networkId}-${ipRange}`, signal),
  create: async (api, inputs, { signal }) => {
    const { networkId, type, networkZone, ipRange, vswitchId } = inputs;
    const body = { type, network_zone: networkZone, ip_range: ipRange, vswitch_id: vswitchId };
    await act(api, `/networks/${networkId}/actions/add_subnet`, body, { signal });
    const id = `${networkId}-${ipRange}`;
    return stillThere(await readSubnet(api, id, signal), "hetzner", id);
  },
  update: async (api, id, _, { signal }) => stillThere(await readSubnet(api, id, signal), "hetzner", id),
  delete: async (api, id, { signal }) => {
    const { networkId, ipRange } = partsOf(id);
    const path = `/networks/${networkId}/actions/delete_subnet`;
    const attempt = async (): Promise<void> => {
      if ((await readSubnet(api, id, signal)) === undefined) return;
      await actUnless(api, path, { ip_range: ipRange }, { signal, done: ["not_found"] });
    };
    await patiently(api, `removal of subnet ${id}`, attempt, { signal, busy: ["resource_in_use"] });
  },
});

async function readSubnet(api: CloudApi, id: string, signal: AbortSignal): Promise<LiveSubnet | undefined> {
  const network = await api.find(`/networks/${partsOf(id).networkId}`, NetworkReply, { signal });
  return network === undefined ? undefined : subnetsOf(network).find((subnet) => subnet.id === id);
}

function partsOf(id: string): { readonly networkId: string; readonly ipRange: string } {
  const dash = id.indexOf("-");
  return { networkId: id.slice(0, dash), ipRange: id.slice(dash + 1) };
}

function subnetsOf({ id, name, subnets }: Network): readonly LiveSubnet[] {
  return subnets.map(({ type, ip_range, network_zone, gateway, vswitch_id }) => ({
    id: `${id}-${ip_range}`,
    name: `${name} ${ip_range}`,
    inputs: {
      networkId: id,
      type,
      networkZone: network_zone,
      ipRange: ip_range,
      vswitchId: vswitch_id ?? null,
    },
    outputs: { gateway },
  }));
}
