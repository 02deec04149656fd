import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { sdkVersion } from "./sdk-version.ts";

const vpcInputs = () =>
  z.strictObject({
    name: z
      .string()
      .max(255)
      .regex(/^[A-Za-z0-9.-]+$/, "a VPC's name has letters, digits, `.` and `-`"),
    region: z.string(),
    ipRange: z.string().optional(),
    description: z.string().max(140).optional(),
  });
export type VpcInputs = z.infer<ReturnType<typeof vpcInputs>>;

const vpcOutputs = () => z.object({ name: z.string(), ipRange: z.string(), vpcUrn: z.string(), default: z.boolean() });
export type VpcOutputs = z.infer<ReturnType<typeof vpcOutputs>>;

/** A private network of one region. */
export const vpcRules = describeResource({
  cloud: "digitalocean",
  type: "digitalocean:index/vpc:Vpc",
  version: sdkVersion,
  inputs: vpcInputs,
  outputs: vpcOutputs,
  replaceOn: ["region", "ipRange"],
  volatile: ["name", "default"],
  naming: { input: "name", style: "suffixed" },
});
