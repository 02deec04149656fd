import type { Marker } from "@cloudmake/model";
import { z } from "zod";
import { defineResource, type Live, type ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { accountId } from "./account.ts";
import { cloudflare } from "./cloudflare.ts";
import { envelope, Ignored } from "./envelope.ts";
import { markerOfResource, markersOf, markResource } from "./resource-tags.ts";
import { type ZoneInputs, type ZoneOutputs, zoneRules } from "./zone-rules.ts";

export type Zone = z.infer<typeof Zone>;
const Zone = z.object({
  id: z.string(),
  name: z.string(),
  type: zoneRules.inputs.shape.type,
  paused: z.boolean().default(false),
  name_servers: z.array(z.string()).nullish(),
});
const ZoneReply = envelope(Zone);
const ZonePage = envelope(z.array(Zone));

const PAGE_SIZE = 50;

/** A zone stays `pending` until the registrar knows its name servers, which is nobody's failure here. */
export const zone = defineResource(zoneRules, {
  api: cloudflare,

  async list(api, call) {
    const load = (): Promise<readonly Zone[]> => listZones(api, call);
    const [zones, markers] = await Promise.all([call.once("cloudflare/zones", load), markersOf(api, "zone", call)]);
    return zones.map((item) => toLive(item, markers.get(item.id)));
  },

  async read(api, id, call) {
    const reply = await api.find(zonePath(id), ZoneReply, call);
    return reply && toLive(reply.result, await markerOfResource(api, { type: "zone", id }, call));
  },

  async find(api, inputs, call) {
    const named = (await listZones(api, call, inputs.name)).filter(({ name }) => name === inputs.name);
    const markers = await markersOf(api, "zone", call);
    const found = named.find(({ id }) => {
      const hash = markers.get(id)?.hash;
      return !call.exclude.has(id) && (hash === undefined || hash === call.marker.hash);
    });
    return found && toLive(found, markers.get(found.id));
  },

  async create(api, inputs, call) {
    const account = { id: accountId(api, inputs.account?.id) };
    const { name, type } = inputs;
    const { result } = await api.post("/zones", { account, name, type }, ZoneReply, call);
    await markResource(api, { type: "zone", id: result.id }, call.marker, call);
    const paused = inputs.paused ? await pause(api, result.id, true, call) : result;
    return toLive(paused, call.marker);
  },

  async update(api, id, inputs, call) {
    return toLive(await pause(api, id, inputs.paused ?? false, call), call.marker);
  },

  async delete(api, id, call) {
    await api.delete(zonePath(id), Ignored, call);
  },
});

/** All zones of the account, or the one of this name. */
export function listZones(api: CloudApi, { signal }: ReadCall, name?: string): Promise<readonly Zone[]> {
  const query = { "account.id": accountId(api), per_page: PAGE_SIZE, name };
  return api.pages("/zones", ZonePage, ({ result }) => result, { signal, query });
}

function toLive(found: Zone, marker?: Marker): Live<ZoneInputs, ZoneOutputs> {
  const { id, name, type, paused } = found;
  return { id, name, marker, inputs: { name, type, paused }, outputs: { nameServers: found.name_servers ?? [] } };
}

async function pause(api: CloudApi, id: string, paused: boolean, { signal }: ReadCall): Promise<Zone> {
  const { result } = await api.patch(zonePath(id), { paused }, ZoneReply, { signal });
  return result;
}

function zonePath(id: string): string {
  return `/zones/${encodeURIComponent(id)}`;
}
