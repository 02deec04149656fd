import type { Step } from "@cloudmake/model";

/** Deletes what an interrupted run left: objects that Pulumi never heard of. */
export interface Sweeper {
  /**
   * Already gone is done. `step` is a `delete` whose reason is `orphan`. `mustHold` is asked right before each request
   * that changes something; it throws `LEASE_LOST`.
   */
  remove(step: Step, call: { mustHold: () => void; signal: AbortSignal }): Promise<void>;
}
