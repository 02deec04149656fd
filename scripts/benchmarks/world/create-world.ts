import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "../../quality/source-files.ts";
import { timeProcess } from "../measure/time-process.ts";

const program = join(checkout, "scripts/benchmarks/create-through-pulumi.ts");

/** Where the toolchain put the Pulumi CLI. */
export function pulumiRoot(): string {
  const root = process.env["CLOUDMAKE_PULUMI_ROOT"];
  if (root === undefined) throw new Error("CLOUDMAKE_PULUMI_ROOT is not set: run scripts/bench");
  return root;
}

/** Milliseconds of a whole process that creates stacks from nothing, through Pulumi, in an instant cloud. */
export async function timeCreation(folder: string, stacks: number, resources: number): Promise<number> {
  const state = await mkdtemp(join(folder, "create-"));
  const args = [program, state, pulumiRoot(), String(stacks), String(resources)];
  return timeProcess({ program: process.execPath, args, cwd: folder });
}
