import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { Labels } from "./marker-labels.ts";
import { sdkVersion } from "./sdk-version.ts";

const rule = () =>
  z.strictObject({
    direction: z.enum(["in", "out"]),
    protocol: z.enum(["tcp", "udp", "icmp", "gre", "esp"]),
    port: z.coerce.string().optional(),
    sourceIps: z.array(z.string()).optional(),
    destinationIps: z.array(z.string()).optional(),
    description: z.string().optional(),
  });
export type Rule = z.infer<ReturnType<typeof rule>>;

const firewallInputs = () =>
  z.strictObject({
    name: z.string().max(128),
    rules: z.array(rule()).max(50).optional(),
    labels: Labels.optional(),
  });
export type FirewallInputs = z.infer<ReturnType<typeof firewallInputs>>;

const firewallOutputs = () => z.object({ name: z.string() });
export type FirewallOutputs = z.infer<ReturnType<typeof firewallOutputs>>;

/** Rules that servers name in `firewallIds`. What no rule allows in is dropped, what no rule lets out is let out. */
export const firewallRules = describeResource({
  cloud: "hetzner",
  type: "hcloud:index/firewall:Firewall",
  version: sdkVersion,
  inputs: firewallInputs,
  outputs: firewallOutputs,
  sets: ["rules"],
  volatile: ["name"],
  naming: { input: "name", style: "suffixed" },
});
