import { defineResource, type Live } from "../define-resource.ts";
import { stillThere } from "../still-there.ts";
import { act } from "./action.ts";
import { hetzner } from "./hetzner.ts";
import { detach, type Volume, VolumePage, VolumeReply } from "./volume.ts";
import { type VolumeAttachmentInputs, volumeAttachmentRules } from "./volume-attachment-rules.ts";

/** An attachment's id is the volume's. */
export const volumeAttachment = defineResource(volumeAttachmentRules, {
  api: hetzner,
  list: async (api, { once, signal }) => {
    const volumes = await once("hetzner /volumes", () =>
      api.pages("/volumes", VolumePage, (found) => found, { signal }),
    );
    return volumes.flatMap((found) => live(found) ?? []);
  },
  read: async (api, id, { signal }) => {
    const found = await api.find(`/volumes/${id}`, VolumeReply, { signal });
    return found === undefined ? undefined : live(found);
  },
  find: async (api, { volumeId, serverId }, { signal }) => {
    const found = await api.find(`/volumes/${volumeId}`, VolumeReply, { signal });
    return found?.server === serverId ? live(found) : undefined;
  },
  create: async (api, { volumeId, serverId, automount = false }, { signal }) => {
    await act(api, `/volumes/${volumeId}/actions/attach`, { server: serverId, automount }, { signal });
    const found = await api.get(`/volumes/${volumeId}`, VolumeReply, { signal });
    return stillThere(live(found), "hetzner", String(volumeId));
  },
  update: async (api, id, _, { signal }) => {
    const found = await api.find(`/volumes/${id}`, VolumeReply, { signal });
    return stillThere(found === undefined ? undefined : live(found), "hetzner", id);
  },
  delete: async (api, id, { signal }) => {
    const found = await api.find(`/volumes/${id}`, VolumeReply, { signal });
    if (found !== undefined) await detach(api, found, signal);
  },
});

function live({ id, name, server }: Volume): Live<VolumeAttachmentInputs, Record<string, never>> | undefined {
  if (server === null) return undefined;
  return { id: String(id), name, inputs: { volumeId: id, serverId: server }, outputs: {} };
}
