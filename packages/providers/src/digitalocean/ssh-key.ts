import { z } from "zod";
import { defineResource, type Live } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { stillThere } from "../still-there.ts";
import { deleted } from "./action.ts";
import { digitalocean } from "./digitalocean.ts";
import { holderOf, holdersOf, nameFor } from "./shared-name.ts";
import { type SshKeyInputs, type SshKeyOutputs, sshKeyRules } from "./ssh-key-rules.ts";

const SshKey = z.object({ id: z.number(), name: z.string(), fingerprint: z.string(), public_key: z.string() });
type SshKey = z.infer<typeof SshKey>;
const Page = z.object({ ssh_keys: z.array(SshKey) }).transform(({ ssh_keys }) => ssh_keys);
const Reply = z.object({ ssh_key: SshKey }).transform(({ ssh_key }) => ssh_key);

/**
 * A key's name counts who holds it, and only the last to leave deletes the key. A key that CloudMake did not make stays.
 */
export const sshKey = defineResource(sshKeyRules, {
  api: digitalocean,
  list: async (api, { signal }) => (await keysOf(api, signal)).map(live),
  read: async (api, id, { signal }) => {
    const found = await api.find(`/v2/account/keys/${id}`, Reply, { signal });
    return found === undefined ? undefined : live(found);
  },
  find: async (api, inputs, { marker, exclude, signal }) => {
    const keys = (await keysOf(api, signal)).filter(({ id }) => !exclude.has(String(id)));
    const equal = keys.find((key) => bare(key.public_key) === bare(inputs.publicKey));
    if (equal === undefined) return undefined;
    const holder = holderOf(marker);
    const holders = holdersOf(equal.name);
    if (holders.length === 0 || holders.includes(holder)) return live(equal);
    return live(await rename(api, equal.id, nameFor(equal.name, [...holders, holder]), signal));
  },
  create: async (api, inputs, { marker, signal }) => {
    const body = { name: nameFor(inputs.name, [holderOf(marker)]), public_key: inputs.publicKey };
    return live(await api.post("/v2/account/keys", body, Reply, { signal }));
  },
  update: async (api, id, inputs, { marker, signal }) => {
    const path = `/v2/account/keys/${id}`;
    const now = stillThere(await api.find(path, Reply, { signal }), "digitalocean", id);
    const [maker, ...others] = holdersOf(now.name);
    if (maker !== holderOf(marker)) return live(now); // another stack's, or the user's own
    return live(await rename(api, now.id, nameFor(inputs.name, [maker, ...others]), signal));
  },
  delete: async (api, id, { signal }) => {
    const path = `/v2/account/keys/${id}`;
    const now = await api.find(path, Reply, { signal });
    if (now === undefined) return;
    const [leaving, ...staying] = holdersOf(now.name);
    if (leaving === undefined) return;
    if (staying.length === 0) await deleted(api, path, { signal });
    else await rename(api, now.id, nameFor(now.name, staying), signal);
  },
});

function keysOf(api: CloudApi, signal: AbortSignal): Promise<readonly SshKey[]> {
  return api.pages("/v2/account/keys", Page, (found) => found, { signal });
}

function rename(api: CloudApi, id: number, name: string, signal: AbortSignal): Promise<SshKey> {
  return api.put(`/v2/account/keys/${id}`, { name }, Reply, { signal });
}

function live(key: SshKey): Live<SshKeyInputs, SshKeyOutputs> {
  return {
    id: String(key.id),
    name: key.name,
    inputs: { name: key.name, publicKey: key.public_key },
    outputs: { name: key.name, fingerprint: key.fingerprint },
  };
}

/** Algorithm and key; the comment behind them is no part of a key. */
function bare(key: string): string {
  return key.trim().split(/\s+/).slice(0, 2).join(" ");
}
