import { resolve } from "node:path";
import { Failure } from "@cloudmake/model";
import type { EngineFiles, SharedBudget, StateBackend } from "@cloudmake/ports";
import { openDirectoryState } from "./directory-state.ts";
import type { KeyCheck } from "./state-key.ts";

/** A place that holds everything CloudMake remembers. */
export interface StatePlace {
  readonly backend: StateBackend;
  /** Absent where the engine's own directory lasts as long as the state and no other machine sees either. */
  readonly engineFiles: EngineFiles | undefined;
  readonly keyCheck: KeyCheck;
  /** Rate budgets that all machines of this state share; absent where there is no way to share them fast enough. */
  readonly budget?: SharedBudget;
  /** For messages: never holds a credential. */
  readonly name: string;
  /** Other machines may use it, so a key made here would be of no use to them. */
  readonly shared: boolean;
  /** Directory of this machine for what goes with the state: key file, the engine's work. */
  readonly directory: string;
  close(): Promise<void>;
}

export interface StateSettings {
  /** `postgres://…`, `s3://bucket/prefix?endpoint=…&region=…`, or `file://directory`. */
  readonly url: string | undefined;
  /** Where state stands without a URL; of a shared state, what belongs to this machine. */
  readonly directory: string;
  /** What relative paths start from. */
  readonly cwd: string;
  /** Credentials of object stores: the AWS tools' own variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Called by a place that is asked over HTTP, when it is opened. */
  readonly fetch?: () => typeof fetch;
}

const hint =
  "Use postgres://…, s3://bucket/prefix, or file://directory; write @ : / % in a password as %40 %3A %2F %25.";

/** Opens the place a URL names. Drivers are loaded only for the kind of place that needs them. */
export async function openStatePlace(settings: StateSettings): Promise<StatePlace> {
  const { url, directory, cwd } = settings;
  if (url === undefined || url === "") return openDirectoryState(directory);
  if (!isDecodable(url)) throw new Failure("USAGE", { problem: "The state's URL has a % that encodes nothing.", hint });
  const scheme = /^([a-z0-9]+):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === "file") return openDirectoryState(resolve(cwd, fileOf(url)));
  if (!URL.canParse(url)) throw unknown(scheme);
  switch (scheme) {
    case "postgres":
    case "postgresql": {
      const { openPostgresState } = await import("./postgres/postgres-state.ts");
      return openPostgresState(url, directory);
    }
    case "s3": {
      const { openS3State } = await import("./s3/s3-state.ts");
      return openS3State(url, settings);
    }
    default:
      throw unknown(scheme);
  }
}

/** The directory of a `file://` URL, which may be relative as nowhere else. */
export function fileOf(url: string): string {
  return decodeURIComponent(url.replace(/^file:\/\//i, "").replace(/\?.*$/, ""));
}

function unknown(scheme: string | undefined): Failure {
  // The URL itself is not shown: it may hold a password.
  const problem = scheme === undefined ? "The state's URL is no URL." : `State cannot be kept in ${scheme}:// URLs.`;
  return new Failure("USAGE", { problem, hint });
}

/** Characters of a password that mean something in URLs are written as `%` and two digits. */
function isDecodable(url: string): boolean {
  try {
    return decodeURIComponent(url) !== "";
  } catch {
    return false;
  }
}
