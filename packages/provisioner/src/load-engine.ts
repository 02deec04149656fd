import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { checkEngine } from "./engine-command.ts";
import { type Automation, loadAutomation } from "./open-stack.ts";

export interface Engine {
  /** The CLI's path; its version is the SDK's. */
  readonly command: string;
  readonly automation: Automation;
}

export async function loadEngine(place: { readonly pulumiRoot: string; readonly directory: string }): Promise<Engine> {
  await mkdir(place.directory, { recursive: true, mode: 0o700 });
  const automation = await loadAutomation();
  const command = await checkEngine(place.pulumiRoot, automation.version, join(place.directory, "engine.json"));
  return { command, automation };
}
