import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProcess, timeProcess } from "../measure/time-process.ts";

export interface Terraform {
  time(...args: readonly string[]): Promise<number>;
}

export const noTerraform = "terraform is not installed: there is nothing to compare with";

/** Terraform with as many of its built-in `terraform_data` resources, applied. `undefined`: it is not installed. */
export async function openTerraform(folder: string, resources: number): Promise<Terraform | undefined> {
  const configuration = join(folder, "cli.tfrc");
  const command = (args: readonly string[]) => ({
    program: "terraform",
    args,
    cwd: folder,
    env: { CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_CLI_CONFIG_FILE: configuration },
  });
  await mkdir(folder, { recursive: true });
  await writeFile(configuration, "");
  await writeFile(join(folder, "main.tf"), Array.from({ length: resources }, (_, index) => resource(index)).join("\n"));
  try {
    await runProcess(command(["version"]));
  } catch {
    return undefined;
  }
  await runProcess(command(["init", "-input=false"]));
  await runProcess(command(["apply", "-input=false", "-auto-approve"]));
  return { time: (...args) => timeProcess(command(args)) };
}

function resource(index: number): string {
  return `resource "terraform_data" "r${index}" {\n  input = { name = "r${index}", size = "small" }\n}\n`;
}
