import type { StatePlace } from "@cloudmake/state";
import type { Config } from "./config.ts";
import type { Terminal } from "./terminal.ts";

/** Options every command knows. */
export interface GlobalFlags {
  /** `envelope`: one JSON document; `stream`: events as NDJSON, the envelope last. */
  readonly json: "envelope" | "stream" | undefined;
  readonly quiet: boolean;
  /** `--state`: where state is kept, before `CLOUDMAKE_STATE_URL`. */
  readonly state: string | undefined;
}

export interface Context {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly flags: GlobalFlags;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  readonly cwd: string;
  readonly now: () => number;
  /** Called before anything is asked over HTTP. Refuses a proxy that has no address. */
  readonly heedProxy: () => void;
  /** Where state is kept; opened at the first call, closed when the command has ended. */
  readonly state: () => Promise<StatePlace>;
}

/** How a command ended: its exit code and what `--json` shows. */
export interface Outcome {
  readonly exit: number;
  readonly data?: unknown;
  readonly runs?: readonly string[];
}

export type Command<Flags> = (context: Context, flags: Flags) => Promise<Outcome>;
