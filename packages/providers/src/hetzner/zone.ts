import { z } from "zod";
import { defineResource, type Live } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { stillThere } from "../still-there.ts";
import { act, deleted, settled, startedIn, startedShape } from "./action.ts";
import { hetzner } from "./hetzner.ts";
import { labelled } from "./labelled.ts";
import { markerIn, withMarker, withoutMarker } from "./marker-labels.ts";
import { type ZoneInputs, type ZoneOutputs, zoneRules } from "./zone-rules.ts";

const Zone = z.object({
  id: z.number(),
  name: z.string(),
  mode: z.enum(["primary", "secondary"]),
  ttl: z.number(),
  labels: z.record(z.string(), z.string()),
  protection: z.object({ delete: z.boolean() }),
  authoritative_nameservers: z.object({ assigned: z.array(z.string()) }),
});
type Zone = z.infer<typeof Zone>;
const Page = z.object({ zones: z.array(Zone) }).transform(({ zones }) => zones);
const Reply = z.object({ zone: Zone }).transform(({ zone: found }) => found);
const Creation = z
  .object({ zone: Zone, ...startedShape })
  .transform(({ zone: made, ...reply }) => ({ made, started: startedIn(reply) }));

/** Found by its label. */
export const zone = defineResource(zoneRules, {
  api: hetzner,
  ...labelled({ path: "/zones", page: Page, reply: Reply, live }),
  create: async (api, inputs, { marker, signal }) => {
    const { name, mode, ttl } = inputs;
    const body = { name, mode, ttl, labels: withMarker(inputs.labels, marker) };
    const { made, started } = await api.post("/zones", body, Creation, { signal });
    await settled(api, started, { signal });
    if (inputs.deleteProtection !== true) return live(made);
    await protect(api, made.id, true, signal);
    return live(await api.get(`/zones/${made.id}`, Reply, { signal }));
  },
  update: async (api, id, inputs, { marker, changed, signal }) => {
    const path = `/zones/${id}`;
    const now = stillThere(await api.find(path, Reply, { signal }), "hetzner", id);
    const ttl = inputs.ttl ?? (changed.has("ttl") ? DEFAULT_TTL_S : now.ttl);
    if (ttl !== now.ttl) await act(api, `${path}/actions/change_ttl`, { ttl }, { signal });
    const keep = inputs.deleteProtection ?? (changed.has("deleteProtection") ? false : now.protection.delete);
    if (keep !== now.protection.delete) await protect(api, now.id, keep, signal);
    await api.put(path, { labels: withMarker(inputs.labels, marker) }, Reply, { signal });
    return live(await api.get(path, Reply, { signal }));
  },
  delete: (api, id, call) => deleted(api, `/zones/${id}`, call),
});

/** What Hetzner gives a zone that asks for nothing. */
const DEFAULT_TTL_S = 3_600;

async function protect(api: CloudApi, id: number, on: boolean, signal: AbortSignal): Promise<void> {
  await act(api, `/zones/${id}/actions/change_protection`, { delete: on }, { signal });
}

function live(found: Zone): Live<ZoneInputs, ZoneOutputs> {
  return {
    id: String(found.id),
    name: found.name,
    marker: markerIn(found.labels),
    inputs: {
      name: found.name,
      ...(found.mode === "primary" ? { mode: found.mode } : {}),
      ttl: found.ttl,
      labels: withoutMarker(found.labels),
      deleteProtection: found.protection.delete,
    },
    outputs: { name: found.name, nameservers: found.authoritative_nameservers.assigned },
  };
}
