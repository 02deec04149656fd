import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { naturalKey } from "../natural-key.ts";
import { NumericId } from "./numeric-id.ts";
import { sdkVersion } from "./sdk-version.ts";

export const Protocol = z.enum(["tcp", "udp", "icmp"]);

const inboundRule = () =>
  z.strictObject({
    protocol: Protocol,
    portRange: z.coerce.string().optional(),
    sourceAddresses: z.array(z.string()).optional(),
    sourceDropletIds: z.array(NumericId).optional(),
    sourceTags: z.array(z.string()).optional(),
    sourceLoadBalancerUids: z.array(z.string()).optional(),
    sourceKubernetesIds: z.array(z.string()).optional(),
  });
export type InboundRule = z.infer<ReturnType<typeof inboundRule>>;

const outboundRule = () =>
  z.strictObject({
    protocol: Protocol,
    portRange: z.coerce.string().optional(),
    destinationAddresses: z.array(z.string()).optional(),
    destinationDropletIds: z.array(NumericId).optional(),
    destinationTags: z.array(z.string()).optional(),
    destinationLoadBalancerUids: z.array(z.string()).optional(),
    destinationKubernetesIds: z.array(z.string()).optional(),
  });
export type OutboundRule = z.infer<ReturnType<typeof outboundRule>>;

const firewallInputs = () =>
  z.strictObject({
    name: z.string().max(255),
    inboundRules: z.array(inboundRule()).optional(),
    outboundRules: z.array(outboundRule()).optional(),
    dropletIds: z.array(NumericId).optional(),
    tags: z.array(z.string()).optional(),
  });
export type FirewallInputs = z.infer<ReturnType<typeof firewallInputs>>;

const firewallOutputs = () => z.object({ name: z.string(), status: z.string(), createdAt: z.string() });
export type FirewallOutputs = z.infer<ReturnType<typeof firewallOutputs>>;

/** Rules for the droplets it names. */
export const firewallRules = describeResource({
  cloud: "digitalocean",
  type: "digitalocean:index/firewall:Firewall",
  version: sdkVersion,
  inputs: firewallInputs,
  outputs: firewallOutputs,
  sets: ["inboundRules", "outboundRules", "dropletIds", "tags"],
  volatile: ["name", "status"],
  naming: { input: "name", style: "suffixed" },
  naturalKey: naturalKey("name"),
});
