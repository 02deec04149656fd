import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { Labels } from "./marker-labels.ts";
import { NumericId } from "./numeric-id.ts";
import { sdkVersion } from "./sdk-version.ts";

const volumeInputs = () =>
  z.strictObject({
    name: z.string().max(64),
    /** GB */
    size: z.coerce.number().int().min(10).max(10_240),
    location: z.string().optional(),
    serverId: NumericId.optional(),
    format: z.enum(["ext4", "xfs"]).optional(),
    automount: z.boolean().optional(),
    labels: Labels.optional(),
    deleteProtection: z.boolean().optional(),
  });
export type VolumeInputs = z.infer<ReturnType<typeof volumeInputs>>;

const volumeOutputs = () => z.object({ name: z.string(), linuxDevice: z.string(), location: z.string() });
export type VolumeOutputs = z.infer<ReturnType<typeof volumeOutputs>>;

/** A disk that outlives servers. Grows in place, never shrinks. */
export const volumeRules = describeResource({
  cloud: "hetzner",
  type: "hcloud:index/volume:Volume",
  version: sdkVersion,
  inputs: volumeInputs,
  outputs: volumeOutputs,
  replaceOn: ["location", "format"],
  writeOnly: ["automount"],
  volatile: ["name"],
  stateful: true,
  naming: { input: "name", style: "suffixed" },
});
