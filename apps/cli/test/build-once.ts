import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Builds the bundle that users run, once for all story tests. */
export function setup(): void {
  execFileSync(fileURLToPath(new URL("../../../scripts/cloudmake", import.meta.url)), ["--version"], { stdio: "pipe" });
}
