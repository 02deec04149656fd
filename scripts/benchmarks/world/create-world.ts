import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "../../quality/source-files.ts";
import { runProcess, timeProcess } from "../measure/time-process.ts";
import { memoryFlags } from "./cloudmake-world.ts";

const cli = join(checkout, "apps/cli");
/** Beside the CLI's bundle, where the same packages are found. */
const bundles = join(cli, "dist/benchmarks");

/** Bundles the process that creates stacks, with the settings of the CLI's own bundle. */
export async function bundleCreation(): Promise<void> {
  const entry = join(checkout, "scripts/benchmarks/create-main.ts");
  for (const what of [["--config", "tsdown.sdk.config.ts"], [entry]]) {
    await runProcess({ program: "tsdown", args: [...what, "--out-dir", bundles, "--logLevel", "warn"], cwd: cli });
  }
}

/** Where the toolchain put the Pulumi CLI. */
export function pulumiRoot(): string {
  const root = process.env["CLOUDMAKE_PULUMI_ROOT"];
  if (root === undefined) throw new Error("CLOUDMAKE_PULUMI_ROOT is not set: run scripts/bench");
  return root;
}

/** Milliseconds of a whole process, started as `scripts/cloudmake` starts the bundle, that creates stacks from nothing, through Pulumi, in an instant cloud. */
export async function timeCreation(folder: string, stacks: number, resources: number): Promise<number> {
  const state = await mkdtemp(join(folder, "create-"));
  const program = join(bundles, "create-main.cjs");
  const args = [...memoryFlags, program, state, pulumiRoot(), String(stacks), String(resources)];
  return timeProcess({ program: process.execPath, args, cwd: folder });
}
