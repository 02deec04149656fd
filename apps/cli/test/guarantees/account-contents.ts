import type { ResourceGraph, ResourceNode } from "@cloudmake/model";
import fc from "fast-check";
import type { Story } from "../story.ts";

/** What somebody made by hand; `mine` carries the marker of a resource of the specs, as after a crash or a copy. */
export interface Made {
  readonly kind: "network" | "volume" | "key" | "namespace" | "project" | "tag";
  readonly mine: boolean;
  readonly number: number;
}

export const contents: fc.Arbitrary<readonly Made[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Made["kind"]>("network", "volume", "key", "namespace", "project", "tag"),
    mine: fc.boolean(),
    number: fc.nat(99),
  }),
  { maxLength: 6 },
);

/** Makes objects through the clouds' own routes. What a cloud refuses (a name twice) is left out. */
export async function fillAccounts(
  story: Story,
  made: readonly Made[],
  graphs: readonly ResourceGraph[],
): Promise<void> {
  const nodes = graphs.flatMap(({ stack, nodes: all }) => all.map((node) => ({ stack, node })));
  for (const one of made) {
    const owner = one.mine ? nodes[one.number % Math.max(1, nodes.length)] : undefined;
    const [cloud, path, body] = requestFor(one, owner === undefined ? {} : labelsOf(owner.stack, owner.node));
    await post(story, cloud, path, body);
  }
}

type Labels = Readonly<Record<string, string>>;

function labelsOf(stack: string, { marker }: ResourceNode): Labels {
  return { "cloudmake.dev/stack": stack.replaceAll("/", "."), "cloudmake.dev/marker": marker };
}

function requestFor({ kind, number }: Made, labels: Labels): readonly [Cloud, string, unknown] {
  const name = `by-hand-${number}`;
  switch (kind) {
    case "network":
      return ["hetzner", "/networks", { name, ip_range: "10.8.0.0/16", labels }];
    case "volume":
      return ["hetzner", "/volumes", { name, size: 10, location: "fsn1", labels }];
    case "key":
      return ["digitalocean", "/v2/vpcs", { name, region: "fra1" }];
    case "namespace":
      return ["cloudflare", "/storage/kv/namespaces", { title: name }];
    case "project":
      return ["neon", "/projects", { project: { name } }];
    case "tag":
      return ["digitalocean", "/v2/tags", { name: `cloudmake:${name}` }];
  }
}

type Cloud = "hetzner" | "digitalocean" | "cloudflare" | "neon";

async function post(story: Story, cloud: Cloud, path: string, body: unknown): Promise<void> {
  const env = story.sandbox.env();
  const account = `${env["CLOUDFLARE_BASE_URL"]}/accounts/${env["CLOUDFLARE_ACCOUNT_ID"]}`;
  const doors = {
    hetzner: [env["HCLOUD_ENDPOINT"], env["HCLOUD_TOKEN"]],
    digitalocean: [env["DIGITALOCEAN_API_URL"], env["DIGITALOCEAN_TOKEN"]],
    cloudflare: [account, env["CLOUDFLARE_API_TOKEN"]],
    neon: [env["NEON_API_HOST"], env["NEON_API_KEY"]],
  } as const;
  const [url, token] = doors[cloud];
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const answer = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  await answer.body?.cancel();
}
