import { z } from "zod";
import { defineResource, type Live } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { stillThere } from "../still-there.ts";
import { deleted } from "./action.ts";
import { hetzner } from "./hetzner.ts";
import { labelled } from "./labelled.ts";
import { holderLabel, holdersIn, markerIn, withMarker, withoutMarker } from "./marker-labels.ts";
import { type SshKeyInputs, type SshKeyOutputs, sshKeyRules } from "./ssh-key-rules.ts";

const SshKey = z.object({
  id: z.number(),
  name: z.string(),
  fingerprint: z.string(),
  public_key: z.string(),
  labels: z.record(z.string(), z.string()),
});
type SshKey = z.infer<typeof SshKey>;
const Page = z.object({ ssh_keys: z.array(SshKey) }).transform(({ ssh_keys }) => ssh_keys);
const Reply = z.object({ ssh_key: SshKey }).transform(({ ssh_key }) => ssh_key);

const looks = labelled({ path: "/ssh_keys", page: Page, reply: Reply, live });

/**
 * Each stack that shares a key adds a holder label, and only the last to leave deletes the key. A key that CloudMake did
 * not make stays.
 */
export const sshKey = defineResource(sshKeyRules, {
  api: hetzner,
  ...looks,
  find: async (api, inputs, call) => {
    const own = await looks.find(api, inputs, call);
    if (own !== undefined) return own;
    const keys = await api.pages("/ssh_keys", Page, (found) => found, { signal: call.signal });
    const equal = keys.find((key) => sameKey(key.public_key, inputs.publicKey) && !call.exclude.has(String(key.id)));
    if (equal === undefined) return undefined;
    return live(await relabel(api, equal, { ...equal.labels, ...holderLabel(call.marker) }, call.signal));
  },
  create: async (api, inputs, { marker, signal }) => {
    const labels = withMarker(inputs.labels, marker, holderLabel(marker));
    const body = { name: inputs.name, public_key: inputs.publicKey, labels };
    return live(await api.post("/ssh_keys", body, Reply, { signal }));
  },
  update: async (api, id, inputs, { marker, signal }) => {
    const now = stillThere(await api.find(`/ssh_keys/${id}`, Reply, { signal }), "hetzner", id);
    if (markerIn(now.labels)?.hash !== marker.hash) return live(now); // another stack's, or the user's own
    const labels = withMarker(inputs.labels, marker, holdersIn(now.labels));
    return live(await api.put(`/ssh_keys/${id}`, { name: inputs.name, labels }, Reply, { signal }));
  },
  delete: async (api, id, { signal }) => {
    const now = await api.find(`/ssh_keys/${id}`, Reply, { signal });
    if (now === undefined) return;
    const [leaving, ...staying] = Object.keys(holdersIn(now.labels));
    const ours = markerIn(now.labels) !== undefined;
    if (ours && staying.length === 0) {
      await deleted(api, `/ssh_keys/${id}`, { signal });
    } else if (leaving !== undefined) {
      const labels = Object.fromEntries(Object.entries(now.labels).filter(([key]) => key !== leaving));
      await relabel(api, now, labels, signal);
    }
  },
});

function live(key: SshKey): Live<SshKeyInputs, SshKeyOutputs> {
  return {
    id: String(key.id),
    name: key.name,
    marker: markerIn(key.labels),
    inputs: { name: key.name, publicKey: key.public_key, labels: withoutMarker(key.labels) },
    outputs: { name: key.name, fingerprint: key.fingerprint },
  };
}

async function relabel(
  api: CloudApi,
  { id, name }: SshKey,
  labels: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<SshKey> {
  return api.put(`/ssh_keys/${id}`, { name, labels }, Reply, { signal });
}

/** Algorithm and key; the comment behind them is no part of a key. */
function sameKey(a: string, b: string): boolean {
  const bare = (key: string): string => key.trim().split(/\s+/).slice(0, 2).join(" ");
  return bare(a) === bare(b);
}
