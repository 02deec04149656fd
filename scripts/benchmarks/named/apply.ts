import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Benchmark } from "../measure/benchmark.ts";
import { openSandboxedCloudmake } from "../world/cloudmake-world.ts";

const resources = 20;

export const apply: Benchmark = {
  name: `apply ${resources} resources, whole process, clouds that do not wait`,
  budget: { of: "ours", limit: 1_200 },
  prepare: async (folder) => {
    const cloudmake = await openSandboxedCloudmake(folder);
    let round = 0;
    return {
      // A project of its own each time: creating is what is measured, not finding things there.
      ours: async () => {
        round += 1;
        const spec = join(folder, `round-${round}.yaml`);
        await writeFile(spec, specOf(`round${round}`));
        return cloudmake.time("apply", spec, "--yes");
      },
      close: cloudmake.close,
    };
  },
};

/** Half volumes, half key-value stores: one resource each, in two clouds. */
function specOf(project: string): string {
  const components = Array.from({ length: resources / 2 }, (_, index) => [
    `    disk${index}: { type: volume, provider: hetzner, region: fsn1, size: 10 }`,
    `    store${index}: { type: kv }`,
  ]);
  return [
    "apiVersion: cloudmake.dev/v1",
    "kind: Project",
    `metadata: { name: ${project} }`,
    "spec:",
    "  environments: { dev: {} }",
    "  components:",
    ...components.flat(),
    "",
  ].join("\n");
}
