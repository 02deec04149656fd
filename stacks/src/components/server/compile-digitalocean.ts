import type { types } from "@pulumi/digitalocean";
import { digitaloceanTags } from "../../labels.ts";
import { type NodeHandle, ref } from "../../node-handle.ts";
import type { ResourceInputs } from "../../resource-inputs.ts";
import type { Scope } from "../../scope.ts";
import { attachDigitalocean } from "../volume/attach.ts";
import { everyone, type Firewall, type Inbound, portRange } from "./firewall.ts";
import type { DigitaloceanServer } from "./schema.ts";
import type { ServerOutputs } from "./server-outputs.ts";
import { keysOf } from "./ssh-keys.ts";
import { userData } from "./user-data.ts";

type Droplet = NodeHandle<"digitalocean:index/droplet:Droplet">;

/** Keys, droplet, the firewall before it, and what holds its volumes. */
export function compileDigitalocean(settings: DigitaloceanServer, scope: Scope): ServerOutputs {
  const sshKeys = keysOf(settings.sshKeys).map((key) => {
    if (!key.isPublicKey) return key.text;
    const from = { publicKey: ["sshKeys", key.index] };
    return ref(scope.node(key.resource, "digitalocean:index/sshKey:SshKey", { publicKey: key.text }, { from }), "id");
  });
  const droplet = scope.node(
    "droplet",
    "digitalocean:index/droplet:Droplet",
    {
      size: settings.size,
      image: settings.image,
      region: settings.region,
      sshKeys: sshKeys.length === 0 ? undefined : sshKeys,
      userData: userData(settings.bootstrap, scope),
      vpcUuid: settings.network,
      backups: settings.backups,
      ipv6: settings.ipv6,
      tags: digitaloceanTags(scope.labels, settings.labels),
    },
    { from: { userData: "bootstrap", vpcUuid: "network", tags: "labels" } },
  );
  if (settings.firewall !== undefined) protect(droplet, settings.firewall, scope);
  settings.volumes.forEach((volume, index) =>
    attachDigitalocean(scope, {
      resource: `attachment-${index + 1}`,
      volume,
      server: ref(droplet, "id"),
      setting: ["volumes", index],
    }),
  );
  return outputsOf(droplet);
}

function protect(droplet: Droplet, { inbound }: Firewall, scope: Scope): void {
  scope.node(
    "firewall",
    "digitalocean:index/firewall:Firewall",
    { dropletIds: [ref(droplet, "id")], inboundRules: inbound.map(inboundRule), outboundRules: everythingOut() },
    { from: { inboundRules: ["firewall", "inbound"], dropletIds: "firewall", outboundRules: "firewall" } },
  );
}

function inboundRule(inbound: Inbound): ResourceInputs<types.input.FirewallInboundRule> {
  const { protocol, from } = inbound;
  return { protocol, portRange: protocol === "icmp" ? undefined : portRange(inbound), sourceAddresses: from };
}

/** DigitalOcean drops what no rule lets out. */
function everythingOut(): readonly ResourceInputs<types.input.FirewallOutboundRule>[] {
  return [
    { protocol: "tcp", portRange: "1-65535", destinationAddresses: everyone },
    { protocol: "udp", portRange: "1-65535", destinationAddresses: everyone },
    { protocol: "icmp", destinationAddresses: everyone },
  ];
}

function outputsOf(droplet: Droplet): ServerOutputs {
  const id = ref(droplet, "id");
  const name = droplet.name ?? ref(droplet, "name");
  return { id, name, ipv4: ref(droplet, "ipv4Address"), ipv6: ref(droplet, "ipv6Address"), self: id };
}
