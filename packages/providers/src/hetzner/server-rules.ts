import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { Labels } from "./marker-labels.ts";
import { NumericId } from "./numeric-id.ts";
import { sdkVersion } from "./sdk-version.ts";

const serverInputs = () =>
  z.strictObject({
    name: z.string().max(63),
    serverType: z.string(),
    image: z.string(),
    location: z.string().optional(),
    sshKeys: z.array(z.coerce.string()).optional(),
    userData: z.string().max(32_768).optional(),
    labels: Labels.optional(),
    firewallIds: z.array(NumericId).optional(),
    networks: z
      .array(
        z.strictObject({
          networkId: NumericId.optional(),
          subnetId: z.string().optional(),
          ip: z.string().optional(),
          aliasIps: z.array(z.string()).optional(),
        }),
      )
      .optional(),
    publicNets: z
      .array(z.strictObject({ ipv4Enabled: z.boolean().optional(), ipv6Enabled: z.boolean().optional() }))
      .max(1)
      .optional(),
    placementGroupId: NumericId.optional(),
    backups: z.boolean().optional(),
    keepDisk: z.boolean().optional(),
    deleteProtection: z.boolean().optional(),
    rebuildProtection: z.boolean().optional(),
  });
export type ServerInputs = z.infer<ReturnType<typeof serverInputs>>;

const serverOutputs = () =>
  z.object({
    name: z.string(),
    status: z.string(),
    ipv4Address: z.string(),
    ipv6Address: z.string(),
    ipv6Network: z.string(),
    primaryDiskSize: z.number(),
    backupWindow: z.string(),
  });
export type ServerOutputs = z.infer<ReturnType<typeof serverOutputs>>;

/** A virtual server. Image, location, keys and user data are fixed when it is made; the rest changes in place. */
export const serverRules = describeResource({
  cloud: "hetzner",
  type: "hcloud:index/server:Server",
  version: sdkVersion,
  inputs: serverInputs,
  outputs: serverOutputs,
  replaceOn: ["image", "location", "userData", "sshKeys", "publicNets"],
  stopsOn: ["serverType", "placementGroupId"],
  secrets: ["userData"],
  writeOnly: ["userData", "sshKeys", "keepDisk"],
  sets: ["sshKeys", "firewallIds", "networks"],
  volatile: ["name", "status", "primaryDiskSize", "backupWindow"],
  naming: { input: "name", style: "suffixed" },
});
