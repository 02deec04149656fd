import { join } from "node:path";
import type { StatePlace } from "@cloudmake/state";
import type { Config } from "../config.ts";

/** State of one command: the same place however often it is asked for, and the way to close it. */
export interface StateOfCommand {
  readonly open: () => Promise<StatePlace>;
  readonly close: () => Promise<void>;
}

/** Records, journals and leases: under `.cloudmake`, or where the URL says. */
export function stateOf({ home, stateUrl, variables }: Config, cwd: string, heedProxy: () => void): StateOfCommand {
  let opened: Promise<StatePlace> | undefined;
  const overHttp = (): typeof fetch => {
    heedProxy();
    return fetch;
  };
  const load = async (): Promise<StatePlace> => {
    const { openStatePlace } = await import("@cloudmake/state"); // validate needs no state
    return openStatePlace({ url: stateUrl, directory: home, cwd, variables, fetch: overHttp });
  };
  return {
    open: () => (opened ??= load()),
    close: async () => (await opened?.catch(() => undefined))?.close(),
  };
}

export function keyFile({ directory }: StatePlace): string {
  return join(directory, "state.key");
}
