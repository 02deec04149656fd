import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Benchmark } from "../measure/benchmark.ts";
import { noBudgets, openCloudmake } from "../world/cloudmake-world.ts";
import { openLocalClouds } from "../world/local-clouds.ts";
import { wideSpec } from "../world/spec-text.ts";

/** A project has at most 500 components: here each is a server and its firewall. */
const components = 500;
const resources = 2 * components;

export const applyMemory: Benchmark = {
  name: `memory of an apply of ${resources} resources, without Pulumi's own process`,
  unit: "MB",
  runs: 3,
  budget: { of: "ours", limit: 300 },
  prepare: async (folder) => {
    const clouds = await openLocalClouds(folder, "off");
    return {
      ours: async () => {
        await clouds.reset();
        const home = await mkdtemp(join(folder, "apply-"));
        await writeFile(join(home, "wide.yaml"), wideSpec("wide", components));
        const cloudmake = openCloudmake(home, { ...clouds.variables, ...noBudgets });
        const held = await cloudmake.memory("apply", "wide.yaml", "--yes", "--quiet");
        if (clouds.count() !== resources) throw new Error(`${clouds.count()} objects instead of ${resources}`);
        return held;
      },
      close: clouds.close,
    };
  },
};
