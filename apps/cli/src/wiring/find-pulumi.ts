import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Config } from "../config.ts";

/** The Pulumi CLI and SDK this release is pinned to. */
export const pulumiVersion = "v3.259.0";

/** Directory whose `bin/pulumi` is the CLI: the toolchain's, else the first on PATH. */
export function findPulumi({ pulumiRoot, path }: Pick<Config, "pulumiRoot" | "path">): string | undefined {
  if (pulumiRoot !== undefined && existsSync(join(pulumiRoot, "bin", "pulumi"))) return pulumiRoot;
  const folder = path.split(delimiter).find((entry) => entry !== "" && existsSync(join(entry, "pulumi")));
  return folder?.endsWith("/bin") === true ? dirname(folder) : undefined;
}
