import { defineResource, PartialCreate, type ReadCall } from "../define-resource.ts";
import type { CloudApi, Query } from "../http/cloud-api.ts";
import { stillThere } from "../still-there.ts";
import { deleted } from "./action.ts";
import { changeDroplet } from "./change-droplet.ts";
import { digitalocean } from "./digitalocean.ts";
import { type DropletInputs, dropletRules } from "./droplet-rules.ts";
import { type Droplet, DropletPage, DropletReply, inWordsOf, liveDroplet } from "./droplet-wire.ts";
import { dropMarkerTag, markerTag, withMarker } from "./marker-tags.ts";

const { type } = dropletRules;
const BOOT_EVERY_MS = 5_000; // all droplets of an account share 250 calls a minute
const BOOT_LIMIT_MS = 15 * 60_000;

/** A list has the droplets of one kind only: without GPUs, unless it is asked for those with. */
const kinds = ["droplets", "gpus"] as const;

/** Found by its marker's tag; ready once it has an address and no event holds it. */
export const droplet = defineResource(dropletRules, {
  api: digitalocean,
  list: async (api, { known, signal }) => {
    const found = (await Promise.all(kinds.map((kind) => dropletsOf(api, { type: kind }, { signal })))).flat();
    const recorded = new Map(known.filter((object) => object.type === type).map(({ id, inputs }) => [id, inputs]));
    return found.map((item) => inWordsOf(recorded.get(String(item.id)) ?? {}, item));
  },
  read: async (api, id, { signal }) => {
    const found = await api.find(`/v2/droplets/${id}`, DropletReply, { signal });
    return found === undefined ? undefined : liveDroplet(found);
  },
  find: async (api, inputs, { marker, exclude, signal }) => {
    const tag = markerTag(marker);
    // DigitalOcean takes no question for both a tag and a kind; accounts have few droplets with GPUs.
    const queries = [{ tag_name: tag }, { type: "gpus" }];
    const droplets = await Promise.all(queries.map((query) => dropletsOf(api, query, { signal })));
    const found = droplets.flat().find(({ id, tags }) => tags.includes(tag) && !exclude.has(String(id)));
    return found === undefined ? undefined : inWordsOf(inputs, await booted(api, String(found.id), { signal }));
  },
  create: async (api, inputs, { marker, signal }) => {
    const body = toWire(inputs, withMarker(inputs.tags, marker));
    const made = await api.post("/v2/droplets", body, DropletReply, { signal });
    try {
      return inWordsOf(inputs, await booted(api, String(made.id), { signal }));
    } catch (error) {
      signal.throwIfAborted(); // found by its marker next time
      throw new PartialCreate(liveDroplet(made), [error instanceof Error ? error.message : "not ready"], error);
    }
  },
  update: async (api, id, inputs, { marker, changed, signal }) => {
    const now = stillThere(await api.find(`/v2/droplets/${id}`, DropletReply, { signal }), "digitalocean", id);
    await changeDroplet(api, now, inputs, { marker, changed, signal });
    return inWordsOf(inputs, await booted(api, id, { signal }));
  },
  delete: async (api, id, { signal }) => {
    const now = await api.find(`/v2/droplets/${id}`, DropletReply, { signal });
    if (now === undefined) return;
    await deleted(api, `/v2/droplets/${id}`, { signal });
    await dropMarkerTag(api, now.tags, { signal });
  },
});

function dropletsOf(api: CloudApi, query: Query, { signal }: ReadCall): Promise<readonly Droplet[]> {
  return api.pages("/v2/droplets", DropletPage, (found) => found, { signal, query });
}

/** Waits until it has an address and no event holds it; `off` is a state its owner may want. */
async function booted(api: CloudApi, id: string, { signal }: ReadCall): Promise<Droplet> {
  const probe = async (): Promise<Droplet | undefined> => {
    const now = stillThere(await api.find(`/v2/droplets/${id}`, DropletReply, { signal }), "digitalocean", id);
    return now.status !== "new" && !now.locked && now.networks.v4.length > 0 ? now : undefined;
  };
  return api.until(`start of droplet ${id}`, probe, { everyMs: BOOT_EVERY_MS, forMs: BOOT_LIMIT_MS, signal });
}

function toWire(inputs: DropletInputs, tags: readonly string[]): object {
  return {
    name: inputs.name,
    image: numberOr(inputs.image),
    size: inputs.size,
    region: inputs.region,
    ssh_keys: inputs.sshKeys?.map(numberOr),
    user_data: inputs.userData,
    monitoring: inputs.monitoring,
    ipv6: inputs.ipv6,
    backups: inputs.backups,
    with_droplet_agent: inputs.dropletAgent,
    vpc_uuid: inputs.vpcUuid,
    tags,
  };
}

/** Ids are numbers on the wire, slugs and fingerprints are text. */
function numberOr(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}
