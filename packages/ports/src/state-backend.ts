import type { AppliedRecord, JournalEntry, StackId } from "@cloudmake/model";
import type { Leases } from "./leases.ts";

/** Where applied records, journals and leases live. One contract suite judges all implementations. */
export interface StateBackend {
  readonly records: Records;
  readonly journals: Journals;
  readonly leases: Leases;
}

export interface Records {
  /** All stacks that have a record, sorted. */
  list(call: { signal: AbortSignal }): Promise<readonly StackId[]>;
  /** `undefined`: never applied. Refuses with `STATE_CORRUPT` when it cannot be read. */
  read(stack: StackId, call: { signal: AbortSignal }): Promise<AppliedRecord | undefined>;
  /** Atomic and durable. Refuses with `LEASE_LOST` when `token` is older than one already seen. */
  write(record: AppliedRecord, call: { token: number; signal: AbortSignal }): Promise<void>;
}

export interface Journals {
  /** Durable when the promise resolves. */
  append(stack: StackId, entry: JournalEntry, call: { signal: AbortSignal }): Promise<void>;
  /** Oldest first; a torn last line is left out. */
  read(stack: StackId, call: { signal: AbortSignal }): Promise<readonly JournalEntry[]>;
  /** Forgets entries once a record covers them, all but those to keep: after a crash they are there in any case. */
  clear(stack: StackId, call: ClearCall): Promise<void>;
}

export interface ClearCall {
  readonly token: number;
  readonly keep?: readonly JournalEntry[];
  readonly signal: AbortSignal;
}

/**
 * What the engine itself keeps of a stack: file name -> text. Kept beside the records wherever several machines share
 * them, so that the engine's own state is under the same lease. May be older than the record, never needed to mend it.
 */
export interface EngineFiles {
  read(stack: StackId, call: { signal: AbortSignal }): Promise<ReadonlyMap<string, string> | undefined>;
  /** Atomic, all files at once. Refuses with `LEASE_LOST` when `token` is older than one already seen. */
  write(
    stack: StackId,
    files: ReadonlyMap<string, string>,
    call: { token: number; signal: AbortSignal },
  ): Promise<void>;
}
