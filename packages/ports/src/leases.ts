import type { StackId } from "@cloudmake/model";

export interface Lease {
  readonly stack: StackId;
  /** Who: `user@host pid 123`. */
  readonly holder: string;
  /** Fencing token: only ever grows. */
  readonly token: number;
  readonly since: string;
  readonly until: string;
}

/** The right to change a stack. */
export interface Leases {
  /** Refuses with `LEASE_HELD` at once; waiting is the caller's decision. */
  acquire(stack: StackId, holder: string, call: { ttlMs: number; signal: AbortSignal }): Promise<Lease>;
  /** Refuses with `LEASE_LOST` once another holder took over: stop writing. */
  renew(lease: Lease, call: { ttlMs: number; signal: AbortSignal }): Promise<Lease>;
  /** Harmless after expiry. Runs on the way out, so it gets a signal of its own. */
  release(lease: Lease, call: { signal: AbortSignal }): Promise<void>;
  /** Who holds it now; `undefined` when free or expired. */
  holder(stack: StackId, call: { signal: AbortSignal }): Promise<Lease | undefined>;
}
