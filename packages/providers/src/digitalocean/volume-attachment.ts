import { z } from "zod";
import { defineResource, type Live } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { stillThere } from "../still-there.ts";
import { act } from "./action.ts";
import { digitalocean, digitaloceanVersion } from "./digitalocean.ts";
import { NumericId } from "./numeric-id.ts";
import { detach, type Volume, VolumePage, VolumeReply } from "./volume.ts";

export const VolumeAttachmentInputs = z.strictObject({ dropletId: NumericId, volumeId: z.string() });
type VolumeAttachmentInputs = z.infer<typeof VolumeAttachmentInputs>;

const VolumeAttachmentOutputs = z.object({});
type Attachment = Live<VolumeAttachmentInputs, Record<string, never>>;

/** That a volume is attached to a droplet of its region. Its id is `<droplet>-<volume>`. */
export const volumeAttachment = defineResource({
  type: "digitalocean:index/volumeAttachment:VolumeAttachment",
  api: digitalocean,
  version: digitaloceanVersion,
  inputs: VolumeAttachmentInputs,
  outputs: VolumeAttachmentOutputs,
  replaceOn: ["dropletId", "volumeId"],
  replacement: "delete-first",
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
