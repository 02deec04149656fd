import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { Labels } from "./marker-labels.ts";
import { sdkVersion } from "./sdk-version.ts";

export const NetworkInputs = z.strictObject({
  name: z.string(),
  ipRange: z.string(),
  labels: Labels.optional(),
  exposeRoutesToVswitch: z.boolean().optional(),
  deleteProtection: z.boolean().optional(),
});
export type NetworkInputs = z.infer<typeof NetworkInputs>;

export const NetworkOutputs = z.object({ name: z.string() });
export type NetworkOutputs = z.infer<typeof NetworkOutputs>;

/** A private network. Its range only grows. */
export const networkRules = describeResource({
  cloud: "hetzner",
  type: "hcloud:index/network:Network",
  version: sdkVersion,
  inputs: NetworkInputs,
  outputs: NetworkOutputs,
  volatile: ["name"],
  naming: { input: "name", style: "suffixed" },
});
