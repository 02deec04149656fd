import { z } from "zod";
import type { KnownObject } from "@cloudmake/ports";
import { asWritten } from "../as-written.ts";
import { defineResource, type Live } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { orNone } from "../or-none.ts";
import { plainAddress } from "../plain-address.ts";
import { stillThere } from "../still-there.ts";
import { act, deleted, settled, startedIn, startedShape } from "./action.ts";
import { hetzner } from "./hetzner.ts";
import { markerIn, withMarker, withoutMarker } from "./marker-labels.ts";
import { type ZoneRrsetInputs, zoneRrsetRules } from "./zone-rrset-rules.ts";
import { zoneRules } from "./zone-rules.ts";

const { type } = zoneRrsetRules;
type LiveRrset = Live<ZoneRrsetInputs, Record<string, never>>;

const Rrset = z.object({
  name: z.string(),
  type: z.string(),
  ttl: z.number().nullable(),
  labels: z.record(z.string(), z.string()),
  protection: z.object({ change: z.boolean() }),
  records: z.array(z.object({ value: z.string(), comment: z.string().nullish() })),
});
type Rrset = z.infer<typeof Rrset>;
const Page = z.object({ rrsets: z.array(Rrset) }).transform(({ rrsets }) => rrsets);
const Reply = z.object({ rrset: Rrset }).transform(({ rrset }) => rrset);
const Creation = z
  .object({ rrset: Rrset, ...startedShape })
  .transform(({ rrset: made, ...reply }) => ({ made, started: startedIn(reply) }));

/** A set's id is `<zone>/<name>/<type>`, with the zone as the spec spells it. */
export const zoneRrset = defineResource(zoneRrsetRules, {
  api: hetzner,
  list: async (api, { known, signal }) => {
    const recorded = new Map(known.filter((object) => object.type === type).map(({ id, inputs }) => [id, inputs]));
    const lists = zonesOf(known).map(async (zone) => {
      const found = await rrsetsOf(api, zone, signal);
      return found.map((rrset) => live(zone, rrset, recorded.get(idOf(zone, rrset))));
    });
    return (await Promise.all(lists)).flat();
  },
  read: (api, id, { signal }) => readRrset(api, id, signal),
  find: (api, { zone, name, type: kind }, { signal }) => readRrset(api, `${zone}/${name}/${kind}`, signal),
  create: async (api, inputs, { marker, signal }) => {
    const { zone, name, records, ttl } = inputs;
    const body = { name, type: inputs.type, records, ttl, labels: withMarker(inputs.labels, marker) };
    const { made, started } = await api.post(`/zones/${encodeURIComponent(zone)}/rrsets`, body, Creation, { signal });
    await settled(api, started, { signal });
    if (inputs.changeProtection !== true) return live(zone, made);
    const id = idOf(zone, made);
    await act(api, `${pathOf(id)}/actions/change_protection`, { change: true }, { signal });
    return stillThere(await readRrset(api, id, signal), "hetzner", id);
  },
  update: async (api, id, inputs, { marker, changed, signal }) => {
    const path = pathOf(id);
    const now = stillThere(await api.find(path, Reply, { signal }), "hetzner", id);
    const keep = inputs.changeProtection ?? (changed.has("changeProtection") ? false : now.protection.change);
    // A protected set refuses every change, so protection opens first and closes last.
    if (now.protection.change) await act(api, `${path}/actions/change_protection`, { change: false }, { signal });
    await act(api, `${path}/actions/set_records`, { records: inputs.records }, { signal });
    const ttl = inputs.ttl ?? (changed.has("ttl") ? null : now.ttl);
    if (ttl !== now.ttl) await act(api, `${path}/actions/change_ttl`, { ttl }, { signal });
    await api.put(path, { labels: withMarker(inputs.labels, marker) }, Reply, { signal });
    if (keep) await act(api, `${path}/actions/change_protection`, { change: true }, { signal });
    return stillThere(await readRrset(api, id, signal), "hetzner", id);
  },
  delete: (api, id, call) => deleted(api, pathOf(id), call),
});

/**
 * Zones to look into: those that recorded sets name, and those of the record that no set names by id. A zone that is
 * gone has no sets.
 */
function zonesOf(known: readonly KnownObject[]): readonly string[] {
  const named = known.filter((object) => object.type === type).map(({ inputs }) => String(inputs["zone"]));
  const zones = known
    .filter((object) => object.type === zoneRules.type)
    .map(({ id, inputs }) => ({ id, name: String(inputs["name"]) }));
  // A zone that is listed by its id must not be listed by its name as well: each set would be seen twice.
  const listed = new Set(zones.filter(({ id }) => named.includes(id)).map(({ name }) => name));
  const own = zones.map(({ name }) => name).filter((name) => !listed.has(name));
  return [...new Set([...named, ...own])];
}

function rrsetsOf(api: CloudApi, zone: string, signal: AbortSignal): Promise<readonly Rrset[]> {
  return orNone(api.pages(`/zones/${encodeURIComponent(zone)}/rrsets`, Page, (found) => found, { signal }));
}

async function readRrset(api: CloudApi, id: string, signal: AbortSignal): Promise<LiveRrset | undefined> {
  const [zone = ""] = id.split("/");
  const found = await api.find(pathOf(id), Reply, { signal });
  return found === undefined ? undefined : live(zone, found);
}

function pathOf(id: string): string {
  const [zone = "", name = "", kind = ""] = id.split("/").map(encodeURIComponent);
  return `/zones/${zone}/rrsets/${name}/${kind}`;
}

function idOf(zone: string, { name, type: kind }: Rrset): string {
  return `${zone}/${name}/${kind}`;
}

/** @param words inputs as a record writes them: an empty comment is none */
function live(zone: string, rrset: Rrset, words: Readonly<Record<string, unknown>> = {}): LiveRrset {
  const written = zoneRrsetRules.inputs.shape.records.safeParse(words["records"]).data ?? [];
  const records = rrset.records.map(({ value, comment }) => (comment ? { value, comment } : { value }));
  return {
    id: idOf(zone, rrset),
    name: `${rrset.name} ${rrset.type}`,
    marker: markerIn(rrset.labels),
    inputs: {
      zone,
      name: rrset.name,
      type: rrset.type,
      records: asWritten(records, written, ({ value, comment = "" }) => JSON.stringify([plainAddress(value), comment])),
      ttl: rrset.ttl,
      labels: withoutMarker(rrset.labels),
      changeProtection: rrset.protection.change,
    },
    outputs: {},
  };
}
