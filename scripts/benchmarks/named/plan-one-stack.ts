import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Benchmark } from "../measure/benchmark.ts";
import { openCloudmake } from "../world/cloudmake-world.ts";
import { recordAsApplied } from "../world/record-as-applied.ts";
import { wideSpec } from "../world/spec-text.ts";
import { noTerraform, openTerraform } from "../world/terraform-world.ts";

/** A project has at most 500 components: here each is a server and its firewall. */
const components = 500;
const resources = 2 * components;
const key = "benchmark-key-benchmark-key-benchmark-key";

export const planOneStack: Benchmark = {
  name: `plan without changes, ${resources} resources in one stack, without looking at the clouds`,
  runs: 7,
  budget: { of: "ratio", limit: 0.3 },
  otherName: `terraform plan of ${resources} terraform_data resources`,
  prepare: async (folder) => {
    const terraform = await openTerraform(join(folder, "theirs"), resources);
    if (terraform === undefined) return noTerraform;
    const { cloudmake, spec } = await openApplied(join(folder, "ours"));
    return {
      ours: () => cloudmake.time("plan", spec, "--no-refresh"),
      other: () => terraform.time("plan", "-input=false", "-no-color"),
      close: cloudmake.close,
    };
  },
};

export const planMemory: Benchmark = {
  name: `memory of that plan`,
  unit: "MB",
  runs: 5,
  budget: { of: "ours", limit: 150 },
  prepare: async (folder) => {
    const { cloudmake, spec } = await openApplied(folder);
    return { ours: () => cloudmake.memory("plan", spec, "--no-refresh"), close: cloudmake.close };
  },
};

async function openApplied(folder: string) {
  await mkdir(folder, { recursive: true });
  const spec = join(folder, "wide.yaml");
  await writeFile(spec, wideSpec("wide", components));
  const home = join(folder, ".cloudmake");
  await recordAsApplied(home, [{ name: "wide.yaml", text: await readFile(spec, "utf8") }]);
  return { cloudmake: openCloudmake(folder, { CLOUDMAKE_STATE_KEY: key }), spec };
}
