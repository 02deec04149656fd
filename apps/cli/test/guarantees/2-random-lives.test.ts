import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { longTests } from "../long-tests.ts";
import { type Ended, Story } from "../story.ts";
import { specsNamed } from "./random-specs.ts";

const worlds = longTests ? 36 : 4;
/** Which component makes which zone: a cloud has each once. */
const makersOf = (spec: string): readonly (readonly [string, string])[] =>
  Object.entries(Spec.parse(JSON.parse(spec)).spec.components).flatMap(([component, { type, provider, zone }]) =>
    type === "dns" ? [[`${provider} ${zone}`, component] as const] : [],
  );
const specs = specsNamed("shop", ["dev"]).filter((spec) => {
  const zones = makersOf(spec).map(([zone]) => zone);
  return new Set(zones).size === zones.length;
});
/**
 * What no cloud carries out: a zone is refused as long as another component has it that is to make another one, no disk
 * shrinks, no network at Hetzner leaves the range it has, and DigitalOcean puts droplets that name no VPC into one, which
 * then stays.
 */
const isRefused = (first: string, second: string): boolean => {
  const { components: old } = Spec.parse(JSON.parse(first)).spec;
  const { components } = Spec.parse(JSON.parse(second)).spec;
  const zones = new Map(makersOf(first));
  const isMaker = (component: string, provider: string): boolean =>
    components[component]?.type === "dns" && components[component].provider === provider;
  const swaps = makersOf(second).some(([zone, component]) => {
    const [provider = ""] = zone.split(" ");
    const before = zones.get(zone);
    return before !== undefined && before !== component && provider !== "digitalocean" && isMaker(before, provider);
  });
  const shrinks = Object.entries(components).some(
    ([name, { type, size }]) => type === "volume" && old[name]?.type === type && Number(size) < Number(old[name].size),
  );
  const leavesRange = Object.entries(components).some(([name, { type, ipRange }]) => {
    const before = old[name]?.type === type ? old[name].ipRange : undefined;
    return type === "network" && before !== undefined && ipRange !== undefined && before !== ipRange;
  });
  const isOf = (wanted: string) => (one: z.infer<typeof Component> | undefined) =>
    one?.type === wanted && one.provider === "digitalocean";
  const losesVpc = Object.keys(old).some((name) => isOf("network")(old[name]) && !isOf("network")(components[name]));
  return swaps || shrinks || leavesRange || (losesVpc && Object.values(components).some(isOf("server")));
};
const zoneAt = (provider: string): string => `
      type: dns
      provider: ${provider}
      zone: shop.example
      createZone: true
      records: [{ name: www, type: A, value: 192.0.2.7 }]
`;
const single = {
  "zone at Cloudflare": zoneAt("cloudflare"),
  "zone at DigitalOcean": zoneAt("digitalocean"),
  "zone at Hetzner": zoneAt("hetzner"),
  "public key": `
      type: server
      provider: digitalocean
      size: s-1vcpu-1gb
      image: debian-12-x64
      region: fra1
      sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFakeFakeFakeFakeFakeFakeFakeFakeFakeFakeFak fake]
`,
};
const Component = z.object({
  type: z.string(),
  provider: z.string().optional(),
  zone: z.string().optional(),
  ipRange: z.string().optional(),
  size: z.union([z.string(), z.number()]).optional(),
});
const Spec = z.object({ spec: z.object({ components: z.record(z.string(), Component) }) });
const secrets = { CLOUDMAKE_SECRET_API_KEY: "fake-key-of-an-api" };

describe("guarantee 2: whatever one spec was and another is, an apply leads there, and a destroy to nothing", () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin();
    story.write("worker.js", "export default { fetch: () => new Response('hello') };\n");
  });
  afterAll(() => story.end());

  const run = (...args: string[]): Promise<Ended> => story.cloudmake([...args, "shop.yaml"], secrets);
  const ids = (): readonly string[] =>
    [...story.sandbox.clouds.values()].flatMap((cloud) => cloud.objects().map(({ kind, id }) => `${kind} ${id}`));
  const objects = (): readonly string[] => [...story.sandbox.clouds.keys()].flatMap((cloud) => story.objects(cloud));

  test.each(Object.entries(single))("a %s moves along when its component is renamed", async (_, settings) => {
    await story.sandbox.reset();
    const nothing = objects();
    const head = "apiVersion: cloudmake.dev/v1\nkind: Project\nmetadata: { name: shop }\n";
    story.write("shop.yaml", `${head}spec:\n  environments: { dev: {} }\n  components:\n    one:${settings}`);
    expect(await run("apply", "--yes")).toMatchObject({ exit: 0 });
    const before = objects();
    const made = ids();
    story.edit("shop.yaml", "one:", "other:");
    const renamed = await run("apply", "--yes");
    expect(renamed, renamed.stderr).toMatchObject({ exit: 0 });
    expect(objects()).toHaveLength(before.length);
    if (settings.includes("zone:")) expect(ids(), "nothing is deleted, nothing made").toEqual(made);
    const planned = await run("plan", "--verify", "--detailed-exitcode");
    expect(planned, planned.stdout + planned.stderr).toMatchObject({ exit: 0 });
    expect(await run("destroy", "--yes", "--delete-data")).toMatchObject({ exit: 0 });
    expect(objects()).toEqual(nothing);
  });

  test(
    `${worlds} random pairs of specs through the real engine`,
    async () => {
      await fc.assert(
        fc.asyncProperty(specs, specs, async (first, second) => {
          fc.pre(!isRefused(first, second));
          await story.sandbox.reset();
          const before = objects();
          for (const spec of [first, second]) {
            story.write("shop.yaml", spec);
            const applied = await run("apply", "--yes", "--delete-data");
            expect(applied, `${spec}\n${applied.stderr}`).toMatchObject({ exit: 0 });
            const planned = await run("plan", "--verify", "--detailed-exitcode");
            expect(planned, `${spec}\n${planned.stdout}${planned.stderr}`).toMatchObject({ exit: 0 });
          }
          const destroyed = await run("destroy", "--yes", "--delete-data");
          expect(destroyed, destroyed.stderr).toMatchObject({ exit: 0 });
          expect(objects()).toEqual(before);
        }),
        // A smaller world takes as long as this one. Other pairs each time only where there is time to look into them.
        { numRuns: worlds, endOnFailure: true, ...(longTests ? {} : { seed: 1 }) },
      );
    },
    longTests ? 1_200_000 : 240_000,
  );
});
