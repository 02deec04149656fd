import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { NumericId } from "./numeric-id.ts";
import { sdkVersion } from "./sdk-version.ts";

export const VolumeAttachmentInputs = z.strictObject({ dropletId: NumericId, volumeId: z.string() });
export type VolumeAttachmentInputs = z.infer<typeof VolumeAttachmentInputs>;

export const VolumeAttachmentOutputs = z.object({});

/** That a volume is attached to a droplet of its region. */
export const volumeAttachmentRules = describeResource({
  cloud: "digitalocean",
  type: "digitalocean:index/volumeAttachment:VolumeAttachment",
  version: sdkVersion,
  inputs: VolumeAttachmentInputs,
  outputs: VolumeAttachmentOutputs,
  replaceOn: ["dropletId", "volumeId"],
  replacement: "delete-first",
});
