import { rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Story } from "../story.ts";

export const specFile = "kill.yaml";
/** Four resources of three clouds, one on another, and records of a zone, which are replaced by deleting first. */
export const spec = `apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: kill }
spec:
  environments: { dev: {} }
  components:
    box:
      type: server
      provider: hetzner
      size: cx22
      image: debian-12
      region: hel1
      firewall: { inbound: [{ port: 80 }] }
    domain:
      type: dns
      provider: hetzner
      zone: kill.example
      createZone: true
      records:
        - { name: www, type: A, value: 192.0.2.7 }
    visits: { type: kv }
    watch:
      type: server
      provider: digitalocean
      size: s-1vcpu-1gb
      image: debian-12-x64
      region: ams3
`;

/** Nothing here but servers and volumes says by itself whose it is. */
const unmarked = `    disk: { type: volume, provider: hetzner, size: 10, region: hel1, server: "\${box}" }
    lan: { type: network, provider: hetzner }
    spool: { type: volume, provider: digitalocean, size: 1, region: ams3, server: "\${watch}" }
    names:
      type: dns
      provider: digitalocean
      zone: kill.test
      createZone: true
      records: [{ name: www, type: A, value: 192.0.2.8 }]
    gate:
      type: server
      provider: digitalocean
      size: s-1vcpu-1gb
      image: debian-12-x64
      region: fra1
      sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKillKillKillKillKillKillKillKillKillKillKil kill]
      firewall: { inbound: [{ port: 443 }] }
    data: { type: database }
`;

/** Something a user does, from a stack that is applied or from nothing. */
export interface Operation {
  readonly name: string;
  readonly from: "nothing" | "applied";
  /** What the user changed before; gives the id of an object that the command is about. */
  readonly prepare: (story: Story) => Promise<string | undefined>;
  readonly command: (id: string | undefined) => readonly string[];
  /** Taking it back instead of running the command again; absent where there is nothing to go back to. */
  readonly revert?: readonly string[];
}

const apply = ["apply", "--yes", specFile] as const;
const destroy = ["destroy", "--yes", specFile] as const;

export const operations: readonly Operation[] = [
  { name: "create", from: "nothing", prepare: edited(), command: () => apply, revert: destroy },
  {
    name: "update",
    from: "applied",
    prepare: edited(["port: 80", "port: 8080"], ["192.0.2.7", "192.0.2.9"]),
    command: () => apply,
    revert: apply,
  },
  {
    name: "update that adds settings",
    from: "applied",
    prepare: edited(
      ["size: cx22", "size: cx22\n      backups: true\n      labels: { tier: web }"],
      ["size: s-1vcpu-1gb", "size: s-1vcpu-1gb\n      backups: true"],
      ["value: 192.0.2.7 }", "value: 192.0.2.7, ttl: 300 }"],
    ),
    command: () => apply,
    revert: apply,
  },
  {
    name: "create what bears no marker",
    from: "applied",
    prepare: edited(["    visits: { type: kv }\n", `    visits: { type: kv }\n${unmarked}`]),
    command: () => apply,
    revert: [...apply, "--delete-data"], // where the run could still record them, they are data
  },
  // A disk that has grown never shrinks again, so there is no way back.
  { name: "resize, switched off and on", from: "applied", prepare: edited(["cx22", "cx32"]), command: () => apply },
  {
    name: "replace, the new one first",
    from: "applied",
    prepare: edited(["debian-12\n", "debian-13\n"], ["region: ams3", "region: fra1"]),
    command: () => apply,
    revert: apply,
  },
  {
    name: "replace, the old one deleted first",
    from: "applied",
    prepare: edited(["kill.example", "other.example"]),
    command: () => apply,
    revert: apply,
  },
  {
    name: "move what exists once to the component's new name",
    from: "applied",
    prepare: edited(["    domain:", "    names:"], ["192.0.2.7", "192.0.2.9"]),
    command: () => apply,
    revert: apply,
  },
  {
    name: "delete what left the spec",
    from: "applied",
    prepare: edited(["    visits: { type: kv }\n", ""], ["      firewall: { inbound: [{ port: 80 }] }\n", ""]),
    command: () => apply,
    revert: apply,
  },
  { name: "destroy", from: "applied", prepare: edited(), command: () => destroy, revert: apply },
  { name: "adopt what a lost state had made", from: "applied", prepare: loseState, command: () => apply },
  {
    name: "import what somebody made by hand",
    from: "nothing",
    prepare: makeStoreByHand,
    command: (id = "none") => ["import", "--yes", "kill/dev/visits/namespace", id, specFile],
  },
];

function edited(...edits: readonly (readonly [string, string])[]): Operation["prepare"] {
  return async (story) => {
    for (const [from, to] of edits) story.edit(specFile, from, to);
    return undefined;
  };
}

/** Records, journals and Pulumi's own state are gone; the clouds are as they were. */
async function loseState(story: Story): Promise<undefined> {
  for (const part of ["state", "pulumi"]) rmSync(join(story.directory, ".cloudmake", part), { recursive: true });
}

async function makeStoreByHand(story: Story): Promise<string> {
  const { CLOUDFLARE_API_BASE_URL, CLOUDFLARE_ACCOUNT_ID, CLOUDFLARE_API_TOKEN } = story.sandbox.env();
  const made = await fetch(`${CLOUDFLARE_API_BASE_URL}/accounts/${CLOUDFLARE_ACCOUNT_ID}/storage/kv/namespaces`, {
    method: "POST",
    headers: { authorization: `Bearer ${CLOUDFLARE_API_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ title: "by-hand" }),
  });
  return z.object({ result: z.object({ id: z.string() }) }).parse(await made.json()).result.id;
}
