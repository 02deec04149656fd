import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { naturalKey } from "../natural-key.ts";
import { NumericId } from "./numeric-id.ts";
import { sdkVersion } from "./sdk-version.ts";

const volumeAttachmentInputs = () => z.strictObject({ dropletId: NumericId, volumeId: z.string() });
export type VolumeAttachmentInputs = z.infer<ReturnType<typeof volumeAttachmentInputs>>;

const volumeAttachmentOutputs = () => z.object({});

/** That a volume is attached to a droplet of its region. */
export const volumeAttachmentRules = describeResource({
  cloud: "digitalocean",
  type: "digitalocean:index/volumeAttachment:VolumeAttachment",
  version: sdkVersion,
  inputs: volumeAttachmentInputs,
  outputs: volumeAttachmentOutputs,
  replaceOn: ["dropletId", "volumeId"],
  naturalKey: naturalKey("dropletId", "volumeId"),
  replacement: "delete-first",
});
