import type { Step } from "@cloudmake/model";

/** Deletes what an interrupted run left: objects that Pulumi never heard of. */
export interface Sweeper {
  /** Already gone is done. `step` is a `delete` whose reason is `orphan`. */
  remove(step: Step, call: { signal: AbortSignal }): Promise<void>;
}
