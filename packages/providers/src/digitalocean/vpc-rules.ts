import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { sdkVersion } from "./sdk-version.ts";

export const VpcInputs = z.strictObject({
  name: z
    .string()
    .max(255)
    .regex(/^[A-Za-z0-9.-]+$/, "a VPC's name has letters, digits, `.` and `-`"),
  region: z.string(),
  ipRange: z.string().optional(),
  description: z.string().max(140).optional(),
});
export type VpcInputs = z.infer<typeof VpcInputs>;

export const VpcOutputs = z.object({ name: z.string(), ipRange: z.string(), vpcUrn: z.string(), default: z.boolean() });
export type VpcOutputs = z.infer<typeof VpcOutputs>;

/** A private network of one region. */
export const vpcRules = describeResource({
  cloud: "digitalocean",
  type: "digitalocean:index/vpc:Vpc",
  version: sdkVersion,
  inputs: VpcInputs,
  outputs: VpcOutputs,
  replaceOn: ["region", "ipRange"],
  volatile: ["name", "default"],
  naming: { input: "name", style: "suffixed" },
});
