import { hetznerLabels } from "../../labels.ts";
import { ref } from "../../node-handle.ts";
import { asNumber } from "../../numeric-id.ts";
import type { Scope } from "../../scope.ts";
import type { NetworkOutputs } from "./network-outputs.ts";
import type { HetznerNetwork } from "./schema.ts";

/** A network and the one subnet without which no server can join it. */
export function compileHetzner(settings: HetznerNetwork, scope: Scope): NetworkOutputs {
  const { ipRange, subnet: part = ipRange, zone } = settings;
  const labels = hetznerLabels(scope.labels, settings.labels);
  const network = scope.node("network", "hcloud:index/network:Network", { ipRange, labels });
  const id = ref(network, "id");
  const subnet = scope.node(
    "subnet",
    "hcloud:index/networkSubnet:NetworkSubnet",
    { networkId: asNumber(id), type: "cloud", networkZone: zone, ipRange: part },
    { from: { networkZone: "zone", ipRange: settings.subnet === undefined ? "ipRange" : "subnet" } },
  );
  return { id, name: network.name ?? ref(network, "name"), ipRange, self: ref(subnet, "id") };
}
