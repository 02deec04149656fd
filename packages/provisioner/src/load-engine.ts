import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "@cloudmake/model";
import { findEngine } from "./engine-command.ts";
import { type Automation, loadAutomation } from "./open-stack.ts";

export interface Engine {
  /** The CLI's path; its version is the SDK's. */
  readonly command: string;
  readonly automation: Automation;
}

/** Loads the SDK while the CLI says its version. Refuses with `ENGINE_MISSING` when it is not the SDK's, or not there. */
export async function loadEngine(place: { readonly pulumiRoot: string; readonly directory: string }): Promise<Engine> {
  mkdirSync(place.directory, { recursive: true, mode: 0o700 });
  const file = findEngine(place.pulumiRoot, join(place.directory, "engine.json"));
  const automation = await loadAutomation();
  const wanted = automation.version;
  if (file === undefined) throw new Failure("ENGINE_MISSING", { wanted });
  const found = (await file.version) ?? "a file that does not run";
  if (found !== wanted) throw new Failure("ENGINE_MISSING", { wanted, found });
  return { command: file.command, automation };
}
