import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Benchmark } from "../measure/benchmark.ts";
import { sideBySide } from "../measure/side-by-side.ts";
import { timeProcess } from "../measure/time-process.ts";
import { bundleCreation, pulumiRoot, timeCreation } from "../world/create-world.ts";
import { noTerraform, openTerraform } from "../world/terraform-world.ts";

const many = 1_000;
const few = 100;
const stacks = 100;
const resourcesEach = 5;
const nothingToClose = async (): Promise<void> => {};

export const createMany: Benchmark = {
  name: `create ${many} resources through Pulumi, in a cloud that answers at once`,
  runs: 5,
  budget: { of: "ratio", limit: 0.15 },
  otherName: `terraform apply of ${many} new terraform_data resources`,
  prepare: async (folder) => {
    const terraform = await openTerraform(join(folder, "theirs"), many);
    if (terraform === undefined) return noTerraform;
    await bundleCreation();
    return {
      ours: () => timeCreation(folder, 1, many),
      other: async () => {
        await rm(join(folder, "theirs", "terraform.tfstate"));
        return terraform.time("apply", "-input=false", "-auto-approve", "-no-color");
      },
      close: nothingToClose,
    };
  },
};

export const createLinear: Benchmark = {
  name: `create ${many} resources beside ${few}: creation is linear`,
  runs: 5,
  budget: { of: "ratio", limit: 12 },
  otherName: `the same with ${few} resources`,
  prepare: async (folder) => {
    await bundleCreation();
    return {
      ours: () => timeCreation(folder, 1, many),
      other: () => timeCreation(folder, 1, few),
      close: nothingToClose,
    };
  },
};

export const createStacks: Benchmark = {
  name: `create ${stacks} stacks of ${resourcesEach} through Pulumi`,
  runs: 3,
  budget: { of: "ratio", limit: 1.2 },
  otherName: `the floor: ${stacks} starts of the Pulumi CLI, ${availableParallelism()} at a time`,
  prepare: async (folder) => {
    await bundleCreation();
    const start = { program: join(pulumiRoot(), "bin", "pulumi"), args: ["version"], cwd: folder };
    const env = { PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_HOME: join(folder, "home") };
    return {
      ours: () => timeCreation(folder, stacks, resourcesEach),
      other: () => sideBySide(Array.from({ length: stacks }), () => timeProcess({ ...start, env })),
      close: nothingToClose,
    };
  },
};
