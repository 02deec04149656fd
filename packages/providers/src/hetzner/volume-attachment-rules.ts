import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { naturalKey } from "../natural-key.ts";
import { NumericId } from "./numeric-id.ts";
import { sdkVersion } from "./sdk-version.ts";

const volumeAttachmentInputs = () =>
  z.strictObject({
    volumeId: NumericId,
    serverId: NumericId,
    automount: z.boolean().optional(),
  });
export type VolumeAttachmentInputs = z.infer<ReturnType<typeof volumeAttachmentInputs>>;

const volumeAttachmentOutputs = () => z.object({});

/** That a volume is attached to a server: a volume is at one server at most. */
export const volumeAttachmentRules = describeResource({
  cloud: "hetzner",
  type: "hcloud:index/volumeAttachment:VolumeAttachment",
  version: sdkVersion,
  inputs: volumeAttachmentInputs,
  outputs: volumeAttachmentOutputs,
  replaceOn: ["volumeId", "serverId"],
  naturalKey: naturalKey("volumeId", "serverId"),
  replacement: "delete-first",
  writeOnly: ["automount"],
});
