import { defineResource, type Live } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { deleted } from "./action.ts";
import { digitalocean } from "./digitalocean.ts";
import { type FirewallInputs, type FirewallOutputs, firewallRules } from "./firewall-rules.ts";
import { type Firewall, FirewallPage, FirewallReply, inWordsOf, liveFirewall, toWire } from "./firewall-wire.ts";

const { type } = firewallRules;
const POLL_EVERY_MS = 1_000;
const POLL_LIMIT_MS = 5 * 60_000;

/** A firewall has no tags of its own (those it has are targets): its name says whose it is. */
export const firewall = defineResource(firewallRules, {
  api: digitalocean,
  list: async (api, { known, signal }) => {
    const found = await api.pages("/v2/firewalls", FirewallPage, (firewalls) => firewalls, { signal });
    const recorded = new Map(known.filter((object) => object.type === type).map(({ id, inputs }) => [id, inputs]));
    return found.map((item) => inWordsOf(recorded.get(item.id) ?? {}, item));
  },
  read: async (api, id, { signal }) => {
    const found = await api.find(`/v2/firewalls/${id}`, FirewallReply, { signal });
    return found === undefined ? undefined : liveFirewall(found);
  },
  find: async (api, inputs, { exclude, signal }) => {
    const firewalls = await api.pages("/v2/firewalls", FirewallPage, (found) => found, { signal });
    const found = firewalls.find(({ id, name }) => name === inputs.name && !exclude.has(id));
    return found === undefined ? undefined : inWordsOf(inputs, found);
  },
  create: async (api, inputs, { signal }) =>
    inForce(api, await api.post("/v2/firewalls", toWire(inputs), FirewallReply, { signal }), inputs, signal),
  update: async (api, id, inputs, { signal }) =>
    inForce(api, await api.put(`/v2/firewalls/${id}`, toWire(inputs), FirewallReply, { signal }), inputs, signal),
  delete: (api, id, call) => deleted(api, `/v2/firewalls/${id}`, call),
});

/** Waits until the droplets have the rules. `failed` is told by the output `status`: another update tries again. */
async function inForce(
  api: CloudApi,
  { id }: Firewall,
  inputs: FirewallInputs,
  signal: AbortSignal,
): Promise<LiveFirewall> {
  const probe = async (): Promise<Firewall | undefined> => {
    const now = await api.get(`/v2/firewalls/${id}`, FirewallReply, { signal });
    return now.status === "waiting" ? undefined : now;
  };
  const wait = { everyMs: POLL_EVERY_MS, forMs: POLL_LIMIT_MS, signal };
  return inWordsOf(inputs, await api.until(`DigitalOcean firewall ${id}`, probe, wait));
}

type LiveFirewall = Live<FirewallInputs, FirewallOutputs>;
