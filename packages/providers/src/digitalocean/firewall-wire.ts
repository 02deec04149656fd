import { z } from "zod";
import { asWritten } from "../as-written.ts";
import type { Live } from "../define-resource.ts";
import { plainAddress } from "../plain-address.ts";
import {
  type FirewallInputs,
  type FirewallOutputs,
  type InboundRule,
  type OutboundRule,
  Protocol,
  firewallRules,
} from "./firewall-rules.ts";

const Peers = z.object({
  addresses: z.array(z.string()).nullish(),
  droplet_ids: z.array(z.number()).nullish(),
  tags: z.array(z.string()).nullish(),
  load_balancer_uids: z.array(z.string()).nullish(),
  kubernetes_ids: z.array(z.string()).nullish(),
});
type Peers = z.infer<typeof Peers>;
const WireRule = { protocol: Protocol, ports: z.string().default("0") };

const Firewall = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(["waiting", "succeeded", "failed"]),
  created_at: z.string(),
  droplet_ids: z.array(z.number()).nullish(),
  tags: z.array(z.string()).nullish(),
  inbound_rules: z.array(z.object({ ...WireRule, sources: Peers })).nullish(),
  outbound_rules: z.array(z.object({ ...WireRule, destinations: Peers })).nullish(),
});
export type Firewall = z.infer<typeof Firewall>;

export const FirewallPage = z.object({ firewalls: z.array(Firewall) }).transform(({ firewalls }) => firewalls);
export const FirewallReply = z.object({ firewall: Firewall }).transform(({ firewall }) => firewall);

/** How a spec may spell "all ports"; DigitalOcean answers `0`. */
const everyPort: ReadonlySet<string | undefined> = new Set(["all", "0", "1-65535", undefined]);

export function toWire(inputs: FirewallInputs): object {
  return {
    name: inputs.name,
    droplet_ids: inputs.dropletIds ?? [],
    tags: inputs.tags ?? [],
    inbound_rules: (inputs.inboundRules ?? []).map((rule) => ({
      ...portsToWire(rule),
      sources: {
        addresses: rule.sourceAddresses,
        droplet_ids: rule.sourceDropletIds,
        tags: rule.sourceTags,
        load_balancer_uids: rule.sourceLoadBalancerUids,
        kubernetes_ids: rule.sourceKubernetesIds,
      },
    })),
    outbound_rules: (inputs.outboundRules ?? []).map((rule) => ({
      ...portsToWire(rule),
      destinations: {
        addresses: rule.destinationAddresses,
        droplet_ids: rule.destinationDropletIds,
        tags: rule.destinationTags,
        load_balancer_uids: rule.destinationLoadBalancerUids,
        kubernetes_ids: rule.destinationKubernetesIds,
      },
    })),
  };
}

export function liveFirewall(firewall: Firewall): Live<FirewallInputs, FirewallOutputs> {
  const { id, name, status, created_at } = firewall;
  return {
    id,
    name,
    inputs: {
      name,
      inboundRules: (firewall.inbound_rules ?? []).map(({ protocol, ports, sources }) => ({
        ...portsFromWire(protocol, ports),
        ...named("source", sources),
      })),
      outboundRules: (firewall.outbound_rules ?? []).map(({ protocol, ports, destinations }) => ({
        ...portsFromWire(protocol, ports),
        ...named("destination", destinations),
      })),
      dropletIds: [...(firewall.droplet_ids ?? [])].sort((a, b) => a - b),
      tags: [...(firewall.tags ?? [])].sort(),
    },
    outputs: { name, status, createdAt: created_at },
  };
}

const SpelledRules = firewallRules.inputs.pick({ inboundRules: true, outboundRules: true });

/** The live rules as a spec or a record writes them. */
export function inWordsOf(
  { inboundRules, outboundRules }: Readonly<Record<string, unknown>>,
  firewall: Firewall,
): Live<FirewallInputs, FirewallOutputs> {
  const words = SpelledRules.safeParse({ inboundRules, outboundRules }).data;
  const live = liveFirewall(firewall);
  return {
    ...live,
    inputs: {
      ...live.inputs,
      inboundRules: asWritten(live.inputs.inboundRules ?? [], words?.inboundRules ?? [], meaningOf),
      outboundRules: asWritten(live.inputs.outboundRules ?? [], words?.outboundRules ?? [], meaningOf),
    },
  };
}

/** Every spelling of "all ports" is the same, an empty list is none, and peers have no order; addresses have several spellings. */
function meaningOf({ protocol, portRange, ...peers }: InboundRule | OutboundRule): string {
  const ports = protocol === "icmp" || everyPort.has(portRange) ? "0" : portRange;
  const named = Object.entries(peers).flatMap(([side, list = []]) =>
    list.length > 0 ? [[side, list.map((peer) => plainAddress(String(peer))).sort()] as const] : [],
  );
  return JSON.stringify([protocol, ports, named.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function portsToWire({ protocol, portRange }: Pick<InboundRule, "protocol" | "portRange">): object {
  return { protocol, ports: protocol === "icmp" || everyPort.has(portRange) ? "0" : portRange };
}

function portsFromWire(protocol: InboundRule["protocol"], ports: string): Pick<InboundRule, "protocol" | "portRange"> {
  if (protocol === "icmp") return { protocol };
  return { protocol, portRange: everyPort.has(ports) ? "all" : ports };
}

function named(side: "source", peers: Peers): Omit<InboundRule, "protocol" | "portRange">;
function named(side: "destination", peers: Peers): Omit<OutboundRule, "protocol" | "portRange">;
function named(side: "source" | "destination", peers: Peers): Readonly<Record<string, readonly (string | number)[]>> {
  const lists = {
    Addresses: peers.addresses,
    DropletIds: peers.droplet_ids,
    Tags: peers.tags,
    LoadBalancerUids: peers.load_balancer_uids,
    KubernetesIds: peers.kubernetes_ids,
  };
  const filled = Object.entries(lists).flatMap(([name, list]) =>
    list && list.length > 0 ? [[`${side}${name}`, list] as const] : [],
  );
  return Object.fromEntries(filled);
}
