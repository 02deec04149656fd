import { z } from "zod";
import { defineResource, type Live } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { stillThere } from "../still-there.ts";
import { act, deleted } from "./action.ts";
import { digitalocean } from "./digitalocean.ts";
import { changeTags, dropMarkerTag, markerIn, withMarker, withoutMarker } from "./marker-tags.ts";
import { type VolumeInputs, type VolumeOutputs, volumeRules } from "./volume-rules.ts";

const Volume = z.object({
  id: z.string(),
  name: z.string(),
  region: z.object({ slug: z.string() }),
  size_gigabytes: z.number(),
  description: z.string().nullish(),
  filesystem_type: z.string().nullish(),
  filesystem_label: z.string().nullish(),
  droplet_ids: z.array(z.number()).nullish(),
  tags: z.array(z.string()).nullish(),
});
export type Volume = z.infer<typeof Volume>;
export const VolumePage = z.object({ volumes: z.array(Volume) }).transform(({ volumes }) => volumes);
export const VolumeReply = z.object({ volume: Volume }).transform(({ volume: found }) => found);

/** Found by its marker's tag; detached before it is deleted. */
export const volume = defineResource(volumeRules, {
  api: digitalocean,
  list: async (api, { once, signal }) => {
    const load = (): Promise<readonly Volume[]> => api.pages("/v2/volumes", VolumePage, (found) => found, { signal });
    return (await once("digitalocean volumes", load)).map(live);
  },
  read: async (api, id, { signal }) => {
    const found = await api.find(`/v2/volumes/${id}`, VolumeReply, { signal });
    return found === undefined ? undefined : live(found);
  },
  find: async (api, { name, region }, { marker, exclude, signal }) => {
    const query = { name, region };
    const volumes = await api.pages("/v2/volumes", VolumePage, (found) => found, { signal, query });
    return volumes.map(live).find((found) => found.marker?.hash === marker.hash && !exclude.has(found.id));
  },
  create: async (api, inputs, { marker, signal }) => {
    const body = {
      name: inputs.name,
      region: inputs.region,
      size_gigabytes: inputs.size,
      description: inputs.description,
      filesystem_type: inputs.initialFilesystemType,
      filesystem_label: inputs.initialFilesystemLabel,
      snapshot_id: inputs.snapshotId,
      tags: withMarker(inputs.tags, marker),
    };
    return live(await api.post("/v2/volumes", body, VolumeReply, { signal }));
  },
  update: async (api, id, inputs, { marker, changed, signal }) => {
    const path = `/v2/volumes/${id}`;
    const now = stillThere(await api.find(path, VolumeReply, { signal }), "digitalocean", id);
    if (now.size_gigabytes !== inputs.size) {
      const body = { type: "resize", size_gigabytes: inputs.size, region: inputs.region };
      await act(api, `${path}/actions`, body, { signal });
    }
    const present = now.tags ?? [];
    const tags = withMarker(inputs.tags ?? (changed.has("tags") ? [] : withoutMarker(present)), marker);
    await changeTags(api, { id, type: "volume" }, present, tags, { signal });
    return live(await api.get(path, VolumeReply, { signal }));
  },
  delete: async (api, id, { signal }) => {
    const now = await api.find(`/v2/volumes/${id}`, VolumeReply, { signal });
    if (now === undefined) return;
    for (const dropletId of now.droplet_ids ?? []) await detach(api, now, dropletId, signal);
    await deleted(api, `/v2/volumes/${id}`, { signal });
    await dropMarkerTag(api, now.tags ?? [], { signal });
  },
});

export async function detach(
  api: CloudApi,
  { id, region }: Volume,
  dropletId: number,
  signal: AbortSignal,
): Promise<void> {
  const body = { type: "detach", droplet_id: dropletId, region: region.slug };
  await act(api, `/v2/volumes/${id}/actions`, body, { signal });
}

function live(found: Volume): Live<VolumeInputs, VolumeOutputs> {
  const filesystem = z.enum(["ext4", "xfs"]).safeParse(found.filesystem_type).data;
  const tags = found.tags ?? [];
  return {
    id: found.id,
    name: found.name,
    marker: markerIn(tags),
    inputs: {
      name: found.name,
      region: found.region.slug,
      size: found.size_gigabytes,
      description: found.description ?? "",
      initialFilesystemType: filesystem ?? null,
      initialFilesystemLabel: found.filesystem_label ?? "",
      tags: withoutMarker(tags),
    },
    outputs: { name: found.name, volumeUrn: `do:volume:${found.id}` },
  };
}
