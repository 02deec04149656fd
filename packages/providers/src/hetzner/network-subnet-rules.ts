import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { naturalKey } from "../natural-key.ts";
import { NumericId } from "./numeric-id.ts";
import { sdkVersion } from "./sdk-version.ts";

const networkSubnetInputs = () =>
  z.strictObject({
    networkId: NumericId,
    type: z.enum(["cloud", "server", "vswitch"]),
    networkZone: z.string(),
    ipRange: z.string(),
    vswitchId: NumericId.optional(),
  });
export type NetworkSubnetInputs = z.infer<ReturnType<typeof networkSubnetInputs>>;

const networkSubnetOutputs = () => z.object({ gateway: z.string() });
export type NetworkSubnetOutputs = z.infer<ReturnType<typeof networkSubnetOutputs>>;

/** A part of a network in one zone. Nothing of it changes in place. */
export const networkSubnetRules = describeResource({
  cloud: "hetzner",
  type: "hcloud:index/networkSubnet:NetworkSubnet",
  version: sdkVersion,
  inputs: networkSubnetInputs,
  outputs: networkSubnetOutputs,
  replaceOn: ["networkId", "type", "networkZone", "ipRange", "vswitchId"],
  naturalKey: naturalKey("networkId", "ipRange"),
  replacement: "delete-first",
});
