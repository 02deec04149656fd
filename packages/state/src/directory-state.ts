import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { isErrno } from "@cloudmake/model";
import type { StateBackend } from "@cloudmake/ports";
import { DirectoryJournals } from "./directory-journals.ts";
import { DirectoryLeases } from "./directory-leases.ts";
import { DirectoryRecords } from "./directory-records.ts";
import { createDurably } from "./durable-file.ts";
import { refusalOf } from "./on-disk.ts";
import { readText } from "./read-text.ts";
import type { KeyCheck } from "./state-key.ts";
import type { StatePlace } from "./state-place.ts";

export interface DirectoryStateOptions {
  /** Milliseconds since the epoch; leases expire by it. */
  readonly now?: () => number;
}

/**
 * State of stacks in a directory, made when first written:
 * `<root>/<project>/<environment>/{record.json, record.json.bak, journal.ndjson, lease.<token>.json}`.
 */
export function createDirectoryState(root: string, { now = Date.now }: DirectoryStateOptions = {}): StateBackend {
  const leases = new DirectoryLeases(root, now);
  return {
    records: new DirectoryRecords(root, leases),
    journals: new DirectoryJournals(root, leases),
    leases,
  };
}

/**
 * State, key and the engine's files together in one directory, `.cloudmake` by default. Refuses with
 * `STATE_UNAVAILABLE` where there can be none.
 */
export function openDirectoryState(directory: string): StatePlace {
  mustBeOpen(directory);
  const root = join(directory, "state");
  return {
    name: root,
    shared: false,
    directory,
    backend: createDirectoryState(root),
    engineFiles: undefined,
    keyCheck: keyCheck(join(root, "key-check")),
    close: () => Promise.resolve(),
  };
}

/** What is not there yet is made by the first write. */
function mustBeOpen(directory: string): void {
  try {
    accessSync(`${directory}/.`, constants.R_OK | constants.X_OK);
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw refusalOf(directory, error);
  }
}

function keyCheck(file: string): KeyCheck {
  return {
    read: () => readText(file),
    make: async (text) => void (await createDurably(file, `${text}\n`)),
  };
}
