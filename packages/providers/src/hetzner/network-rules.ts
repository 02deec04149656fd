import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { Labels } from "./marker-labels.ts";
import { sdkVersion } from "./sdk-version.ts";

const networkInputs = () =>
  z.strictObject({
    name: z.string(),
    ipRange: z.string(),
    labels: Labels.optional(),
    exposeRoutesToVswitch: z.boolean().optional(),
    deleteProtection: z.boolean().optional(),
  });
export type NetworkInputs = z.infer<ReturnType<typeof networkInputs>>;

const networkOutputs = () => z.object({ name: z.string() });
export type NetworkOutputs = z.infer<ReturnType<typeof networkOutputs>>;

/** A private network. Its range only grows. */
export const networkRules = describeResource({
  cloud: "hetzner",
  type: "hcloud:index/network:Network",
  version: sdkVersion,
  inputs: networkInputs,
  outputs: networkOutputs,
  volatile: ["name"],
  naming: { input: "name", style: "suffixed" },
});
