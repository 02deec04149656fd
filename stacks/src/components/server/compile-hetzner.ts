import type { types } from "@pulumi/hcloud";
import { hetznerLabels } from "../../labels.ts";
import { asNumber } from "../../numeric-id.ts";
import { type NodeHandle, ref } from "../../node-handle.ts";
import type { ResourceInputs, Text } from "../../resource-inputs.ts";
import type { Scope } from "../../scope.ts";
import { attachHetzner } from "../volume/attach.ts";
import { type Inbound, portRange } from "./firewall.ts";
import type { HetznerServer } from "./schema.ts";
import { keysOf } from "./ssh-keys.ts";
import type { ServerOutputs } from "./server-outputs.ts";
import { userData } from "./user-data.ts";

/** Keys, firewall, server, and what holds its volumes. */
export function compileHetzner(settings: HetznerServer, scope: Scope): ServerOutputs {
  const labels = hetznerLabels(scope.labels, settings.labels);
  const sshKeys = keysOf(settings.sshKeys).map((key) => {
    if (!key.isPublicKey) return key.text;
    const from = { publicKey: ["sshKeys", key.index] };
    return ref(scope.node(key.resource, "hcloud:index/sshKey:SshKey", { publicKey: key.text, labels }, { from }), "id");
  });
  const firewall =
    settings.firewall &&
    scope.node(
      "firewall",
      "hcloud:index/firewall:Firewall",
      { rules: settings.firewall.inbound.map(rule), labels },
      { from: { rules: ["firewall", "inbound"] } },
    );
  const server = scope.node(
    "server",
    "hcloud:index/server:Server",
    {
      serverType: settings.size,
      image: settings.image,
      location: settings.region,
      sshKeys: sshKeys.length === 0 ? undefined : sshKeys,
      userData: userData(settings.bootstrap, scope),
      firewallIds: firewall && [ref(firewall, "id")],
      networks: settings.network === undefined ? undefined : [joining(settings.network, scope)],
      publicNets: settings.ipv6 ? undefined : [{ ipv4Enabled: true, ipv6Enabled: false }],
      backups: settings.backups,
      labels,
    },
    {
      from: {
        serverType: "size",
        location: "region",
        userData: "bootstrap",
        firewallIds: "firewall",
        networks: "network",
        publicNets: "ipv6",
      },
    },
  );
  settings.volumes.forEach((volume, index) =>
    attachHetzner(scope, {
      resource: `attachment-${index + 1}`,
      volume,
      server: ref(server, "id"),
      setting: ["volumes", index],
    }),
  );
  return outputsOf(server);
}

function outputsOf(server: NodeHandle<"hcloud:index/server:Server">): ServerOutputs {
  const id = ref(server, "id");
  const name = server.name ?? ref(server, "name");
  return { id, name, ipv4: ref(server, "ipv4Address"), ipv6: ref(server, "ipv6Address"), self: id };
}

function rule(inbound: Inbound): ResourceInputs<types.input.FirewallRule> {
  const { protocol, from } = inbound;
  const port = protocol === "icmp" ? undefined : portRange(inbound);
  return { direction: "in", protocol, port, sourceIps: from };
}

/** A network component stands for its subnet, which must be there before a server can join. */
function joining(network: Text, scope: Scope): ResourceInputs<types.input.ServerNetwork> {
  const isSubnet = scope.typeOfId(network) === "hcloud:index/networkSubnet:NetworkSubnet";
  return isSubnet ? { subnetId: network } : { networkId: asNumber(network) };
}
