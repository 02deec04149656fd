import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { NumericId } from "./numeric-id.ts";
import { sdkVersion } from "./sdk-version.ts";

export const VolumeAttachmentInputs = z.strictObject({
  volumeId: NumericId,
  serverId: NumericId,
  automount: z.boolean().optional(),
});
export type VolumeAttachmentInputs = z.infer<typeof VolumeAttachmentInputs>;

export const VolumeAttachmentOutputs = z.object({});

/** That a volume is attached to a server: a volume is at one server at most. */
export const volumeAttachmentRules = describeResource({
  cloud: "hetzner",
  type: "hcloud:index/volumeAttachment:VolumeAttachment",
  version: sdkVersion,
  inputs: VolumeAttachmentInputs,
  outputs: VolumeAttachmentOutputs,
  replaceOn: ["volumeId", "serverId"],
  replacement: "delete-first",
  writeOnly: ["automount"],
});
