import { componentTypes } from "@cloudmake/stacks";
import fc from "fast-check";

type Settings = Readonly<Record<string, unknown>>;

const hetznerRegion = fc.constantFrom("fsn1", "nbg1", "hel1");
const digitaloceanRegion = fc.constantFrom("fra1", "ams3");
const labels = fc.dictionary(fc.constantFrom("team", "tier", "cost"), fc.constantFrom("a", "b", "c"), { maxKeys: 3 });
const firewall = fc.record({
  inbound: fc.array(fc.record({ port: fc.integer({ min: 1, max: 65_535 }) }), { minLength: 1, maxLength: 3 }),
});
const bootstrap = fc.record(
  { packages: fc.subarray(["git", "nginx", "curl"]), run: fc.subarray(["systemctl enable nginx", "true"]) },
  { requiredKeys: [] },
);
const records = fc.uniqueArray(
  fc.record({ name: fc.constantFrom("@", "www", "api"), type: fc.constant("A"), value: fc.ipV4() }),
  { selector: ({ name }) => name, maxLength: 3 },
);

/** Settings of a component, one generator per component type and cloud. */
const components: Readonly<Record<string, readonly fc.Arbitrary<Settings>[]>> = {
  kv: [fc.constant({})],
  database: [
    fc.record(
      {
        region: fc.constant("aws-eu-central-1"),
        version: fc.integer({ min: 15, max: 17 }),
        branchPer: fc.constantFrom("environment", "none"),
        suspendAfterSeconds: fc.constantFrom(60, 300, 3_600),
      },
      { requiredKeys: ["region"] },
    ),
  ],
  network: [
    fc.record({ provider: fc.constant("hetzner"), ipRange: fc.constantFrom("10.0.0.0/16", "10.9.0.0/16"), labels }),
    fc.record({ provider: fc.constant("digitalocean"), region: digitaloceanRegion }),
  ],
  volume: [
    fc.record({
      provider: fc.constant("hetzner"),
      region: hetznerRegion,
      size: fc.integer({ min: 10, max: 200 }),
      labels,
    }),
    fc.record({
      provider: fc.constant("digitalocean"),
      region: digitaloceanRegion,
      size: fc.integer({ min: 1, max: 50 }),
    }),
  ],
  server: [
    fc.record(
      {
        provider: fc.constant("hetzner"),
        size: fc.constantFrom("cx22", "cx32"),
        image: fc.constantFrom("debian-12", "debian-13"),
        region: hetznerRegion,
        labels,
        firewall,
        bootstrap,
      },
      { requiredKeys: ["provider", "size", "image", "region"] },
    ),
    fc.record(
      {
        provider: fc.constant("digitalocean"),
        size: fc.constantFrom("s-1vcpu-1gb", "s-2vcpu-4gb"),
        image: fc.constant("debian-12-x64"),
        region: digitaloceanRegion,
        firewall,
        bootstrap,
      },
      { requiredKeys: ["provider", "size", "image", "region"] },
    ),
  ],
  dns: ["hetzner", "digitalocean", "cloudflare"].map((provider) =>
    fc.record({
      provider: fc.constant(provider),
      zone: fc.constantFrom("shop.example", "site.example"),
      createZone: fc.constant(true),
      records,
    }),
  ),
  worker: [
    fc.record({
      main: fc.constant("./worker.js"),
      bindings: fc.dictionary(
        fc.constantFrom("MODE", "LEVEL", "API_KEY"),
        fc.constantFrom("text", 7, true, "${secret.API_KEY}"),
        { maxKeys: 3 },
      ),
    }),
  ],
};

/** Component types no generator speaks for: there must be none. A workspace is a manifest of its own. */
export const forgottenTypes = [...componentTypes.keys()].filter(
  (type) => components[type] === undefined && type !== "workspace",
);

const component: fc.Arbitrary<Settings> = fc.oneof(
  ...Object.entries(components).flatMap(([type, settings]) =>
    settings.map((one) => one.map((given): Settings => ({ type, ...given }))),
  ),
);

/** A project as YAML understands it (JSON is YAML): some components of all types in some of the environments. */
export function specsNamed(name: string, all = ["dev", "staging", "prod"]): fc.Arbitrary<string> {
  const environments = fc.subarray(all, { minLength: 1 });
  const named = fc.dictionary(fc.constantFrom("ada", "bob", "cleo", "dan", "eve"), component, { minKeys: 1 });
  return fc.record({ environments, named }).map(({ environments: some, named: parts }) =>
    JSON.stringify({
      apiVersion: "cloudmake.dev/v1",
      kind: "Project",
      metadata: { name },
      spec: { environments: Object.fromEntries(some.map((one) => [one, {}])), components: parts },
    }),
  );
}

export const workspaceSpecs: fc.Arbitrary<string> = fc
  .record(
    {
      provider: fc.constant("digitalocean"),
      size: fc.constantFrom("s-1vcpu-1gb", "s-2vcpu-4gb"),
      region: digitaloceanRegion,
      image: fc.constant("debian-12-x64"),
      packages: fc.subarray(["ripgrep", "tmux"]),
    },
    { requiredKeys: ["provider", "size", "region", "image"] },
  )
  .map((spec) =>
    JSON.stringify({ apiVersion: "cloudmake.dev/v1", kind: "Workspace", metadata: { name: "ada-dev" }, spec }),
  );
