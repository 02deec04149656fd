import type { StateBackend } from "@cloudmake/ports";
import { DirectoryJournals } from "./directory-journals.ts";
import { DirectoryLeases } from "./directory-leases.ts";
import { DirectoryRecords } from "./directory-records.ts";

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
