import { join } from "node:path";
import type { StateBackend } from "@cloudmake/ports";
import { createDirectoryState } from "@cloudmake/state";
import type { Config } from "../config.ts";

/** Records, journals and leases under `.cloudmake/state`. */
export function openState(config: Config): StateBackend {
  return createDirectoryState(stateRoot(config));
}

export function stateRoot({ home }: Config): string {
  return join(home, "state");
}

export function keyFile({ home }: Config): string {
  return join(home, "state.key");
}
