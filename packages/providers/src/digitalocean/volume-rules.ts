import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { sdkVersion } from "./sdk-version.ts";
import { Tags } from "./tags.ts";

const volumeInputs = () =>
  z.strictObject({
    name: z
      .string()
      .max(64)
      .regex(/^[a-z][a-z0-9-]*$/, "a volume's name has lower-case letters, digits and hyphens"),
    region: z.string(),
    /** GiB */
    size: z.coerce.number().int().min(1).max(16_384),
    description: z.string().optional(),
    initialFilesystemType: z.enum(["ext4", "xfs"]).optional(),
    initialFilesystemLabel: z.string().optional(),
    snapshotId: z.string().optional(),
    tags: Tags.optional(),
  });
export type VolumeInputs = z.infer<ReturnType<typeof volumeInputs>>;

const volumeOutputs = () => z.object({ name: z.string(), volumeUrn: z.string() });
export type VolumeOutputs = z.infer<ReturnType<typeof volumeOutputs>>;

/** A disk that outlives droplets. Grows in place, never shrinks. */
export const volumeRules = describeResource({
  cloud: "digitalocean",
  type: "digitalocean:index/volume:Volume",
  version: sdkVersion,
  inputs: volumeInputs,
  outputs: volumeOutputs,
  replaceOn: ["name", "region", "description", "initialFilesystemType", "initialFilesystemLabel", "snapshotId"],
  writeOnly: ["snapshotId"],
  sets: ["tags"],
  stateful: true,
  naming: { input: "name", style: "suffixed" },
});
