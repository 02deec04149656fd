import { z } from "zod";
import { defineResource, type Live } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { stillThere } from "../still-there.ts";
import { act, actUnless, deleted, settled, startedIn, startedShape } from "./action.ts";
import { hetzner } from "./hetzner.ts";
import { labelled } from "./labelled.ts";
import { markerIn, withMarker, withoutMarker } from "./marker-labels.ts";
import { type VolumeInputs, type VolumeOutputs, volumeRules } from "./volume-rules.ts";

const Volume = z.object({
  id: z.number(),
  name: z.string(),
  size: z.number(),
  format: z.string().nullable(),
  linux_device: z.string(),
  server: z.number().nullable(),
  location: z.object({ name: z.string() }),
  protection: z.object({ delete: z.boolean() }),
  labels: z.record(z.string(), z.string()),
});
export type Volume = z.infer<typeof Volume>;
export const VolumePage = z.object({ volumes: z.array(Volume) }).transform(({ volumes }) => volumes);
export const VolumeReply = z.object({ volume: Volume }).transform(({ volume: found }) => found);
const Creation = z
  .object({ volume: Volume, ...startedShape })
  .transform(({ volume: made, ...reply }) => ({ made, started: startedIn(reply) }));

/** Found by its label; detached before it is deleted. */
export const volume = defineResource(volumeRules, {
  api: hetzner,
  ...labelled({ path: "/volumes", page: VolumePage, reply: VolumeReply, live }),
  create: async (api, inputs, { marker, signal }) => {
    const { name, size, format } = inputs;
    const place =
      inputs.serverId === undefined
        ? { location: inputs.location }
        : { server: inputs.serverId, automount: inputs.automount };
    const body = { name, size, format, labels: withMarker(inputs.labels, marker), ...place };
    const { made, started } = await api.post("/volumes", body, Creation, { signal });
    await settled(api, started, { signal });
    if (inputs.deleteProtection === true) await protect(api, made.id, true, signal);
    return live(await api.get(`/volumes/${made.id}`, VolumeReply, { signal }));
  },
  update: async (api, id, inputs, { marker, changed, signal }) => {
    const path = `/volumes/${id}`;
    const now = stillThere(await api.find(path, VolumeReply, { signal }), "hetzner", id);
    if (now.size !== inputs.size) await act(api, `${path}/actions/resize`, { size: inputs.size }, { signal });
    if (changed.has("serverId") && now.server !== (inputs.serverId ?? null)) {
      await detach(api, now, signal);
      const body = { server: inputs.serverId, automount: inputs.automount ?? false };
      if (inputs.serverId !== undefined) await act(api, `${path}/actions/attach`, body, { signal });
    }
    const keep = inputs.deleteProtection ?? (changed.has("deleteProtection") ? false : now.protection.delete);
    if (keep !== now.protection.delete) await protect(api, now.id, keep, signal);
    await api.put(path, { name: inputs.name, labels: withMarker(inputs.labels, marker) }, VolumeReply, { signal });
    return live(await api.get(path, VolumeReply, { signal }));
  },
  delete: async (api, id, { signal }) => {
    const now = await api.find(`/volumes/${id}`, VolumeReply, { signal });
    if (now === undefined) return;
    await detach(api, now, signal);
    await deleted(api, `/volumes/${id}`, { signal });
  },
});

/** Being detached already is as good. */
export async function detach(api: CloudApi, { id, server }: Volume, signal: AbortSignal): Promise<void> {
  if (server === null) return;
  const done = ["volume_not_attached", "not_found"];
  await actUnless(api, `/volumes/${id}/actions/detach`, undefined, { signal, done });
}

async function protect(api: CloudApi, id: number, on: boolean, signal: AbortSignal): Promise<void> {
  await act(api, `/volumes/${id}/actions/change_protection`, { delete: on }, { signal });
}

function live(found: Volume): Live<VolumeInputs, VolumeOutputs> {
  const format = z.enum(["ext4", "xfs"]).safeParse(found.format).data;
  return {
    id: String(found.id),
    name: found.name,
    marker: markerIn(found.labels),
    inputs: {
      name: found.name,
      size: found.size,
      location: found.location.name,
      serverId: found.server,
      format: format ?? null,
      labels: withoutMarker(found.labels),
      deleteProtection: found.protection.delete,
    },
    outputs: { name: found.name, linuxDevice: found.linux_device, location: found.location.name },
  };
}
