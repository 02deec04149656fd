import { defineResource, type Live } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { stillThere } from "../still-there.ts";
import { act } from "./action.ts";
import { digitalocean } from "./digitalocean.ts";
import { detach, type Volume, VolumePage, VolumeReply } from "./volume.ts";
import { type VolumeAttachmentInputs, volumeAttachmentRules } from "./volume-attachment-rules.ts";

type Attachment = Live<VolumeAttachmentInputs, Record<string, never>>;

/** An attachment's id is `<droplet>-<volume>`. */
export const volumeAttachment = defineResource(volumeAttachmentRules, {
  api: digitalocean,
  list: async (api, { once, signal }) => {
    const load = (): Promise<readonly Volume[]> => api.pages("/v2/volumes", VolumePage, (found) => found, { signal });
    return (await once("digitalocean volumes", load)).flatMap(attachmentsOf);
  },
  read: (api, id, { signal }) => readAttachment(api, id, signal),
  find: (api, { dropletId, volumeId }, { signal }) => readAttachment(api, `${dropletId}-${volumeId}`, signal),
  create: async (api, { dropletId, volumeId }, { signal }) => {
    const path = `/v2/volumes/${volumeId}`;
    const { region } = await api.get(path, VolumeReply, { signal });
    const body = { type: "attach", droplet_id: dropletId, region: region.slug };
    await act(api, `${path}/actions`, body, { signal });
    const id = `${dropletId}-${volumeId}`;
    return stillThere(await readAttachment(api, id, signal), "digitalocean", id);
  },
  update: async (api, id, _, { signal }) => stillThere(await readAttachment(api, id, signal), "digitalocean", id),
  delete: async (api, id, { signal }) => {
    const { dropletId, volumeId } = partsOf(id);
    const found = await api.find(`/v2/volumes/${volumeId}`, VolumeReply, { signal });
    if (found?.droplet_ids?.includes(dropletId) === true) await detach(api, found, dropletId, signal);
  },
});

async function readAttachment(api: CloudApi, id: string, signal: AbortSignal): Promise<Attachment | undefined> {
  const found = await api.find(`/v2/volumes/${partsOf(id).volumeId}`, VolumeReply, { signal });
  return found === undefined ? undefined : attachmentsOf(found).find((attachment) => attachment.id === id);
}

function attachmentsOf({ id, name, droplet_ids }: Volume): readonly Attachment[] {
  return (droplet_ids ?? []).map((dropletId) => ({
    id: `${dropletId}-${id}`,
    name,
    inputs: { dropletId, volumeId: id },
    outputs: {},
  }));
}

/** A volume's id has dashes, a droplet's has none. */
function partsOf(id: string): { readonly dropletId: number; readonly volumeId: string } {
  const dash = id.indexOf("-");
  return { dropletId: Number(id.slice(0, dash)), volumeId: id.slice(dash + 1) };
}
