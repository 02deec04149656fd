import { availableParallelism } from "node:os";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Benchmark } from "../measure/benchmark.ts";
import { sideBySide } from "../measure/side-by-side.ts";
import { openCloudmake } from "../world/cloudmake-world.ts";
import { recordAsApplied } from "../world/record-as-applied.ts";
import { projectSpec } from "../world/spec-text.ts";
import { noTerraform, openTerraform, type Terraform } from "../world/terraform-world.ts";

const stacks = 100;
const resourcesEach = 5;
const key = "benchmark-key-benchmark-key-benchmark-key";

export const planManyStacks: Benchmark = {
  name: `plan without changes, ${stacks} stacks of ${resourcesEach}, without looking at the clouds`,
  runs: 5,
  budget: { of: "ratio", limit: 0.3 },
  otherName: `terraform plan in ${stacks} directories, ${availableParallelism()} at a time`,
  prepare: async (folder) => {
    const terraforms: Terraform[] = [];
    for (let index = 0; index < stacks; index += 1) {
      const terraform = await openTerraform(join(folder, "theirs", String(index)), resourcesEach);
      if (terraform === undefined) return noTerraform;
      terraforms.push(terraform);
    }
    const ours = join(folder, "ours");
    const specs = join(ours, "specs");
    await mkdir(specs, { recursive: true });
    const files = Array.from({ length: stacks }, (_, index) => ({
      name: `specs/p${index}.yaml`,
      text: projectSpec(`p${index}`, resourcesEach),
    }));
    await Promise.all(files.map(({ name, text }) => writeFile(join(ours, name), text)));
    await recordAsApplied(join(ours, ".cloudmake"), files);
    const cloudmake = openCloudmake(ours, { CLOUDMAKE_STATE_KEY: key });
    return {
      ours: () => cloudmake.time("plan", "--no-refresh"),
      other: () => sideBySide(terraforms, (terraform) => terraform.time("plan", "-input=false", "-no-color")),
      close: cloudmake.close,
    };
  },
};
