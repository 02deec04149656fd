import type { RulesByType, StackId } from "@cloudmake/model";
import type { Clock, Ids, Observer, Provisioner, Sealer, Secrets, StateBackend, Sweeper } from "@cloudmake/ports";
import type { EarlyLook } from "./look-early.ts";

/** Everything the operations need of the world outside. Apps wire it. */
export interface Platform {
  readonly rules: RulesByType;
  readonly state: StateBackend;
  readonly observer: Observer;
  /** Loaded when the first change is carried out: a plan never pays for Pulumi. */
  readonly provisioner: () => Promise<Provisioner>;
  /** A hint that the provisioner will be needed soon; with a stack, that nothing but its plan is missing. */
  readonly expectChanges: (sure?: {
    readonly stack: StackId;
    readonly token: number;
    readonly signal: AbortSignal;
  }) => void;
  /** Ends what was begun on a hint and not needed. */
  readonly expectNoMore: () => Promise<void>;
  readonly sweeper: Sweeper;
  readonly sealer: Sealer;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly ids: Ids;
  /** How long clouds may go on with a call whose caller has died, where the user knows better than the definitions. */
  readonly settleMs?: number | undefined;
  /** Who acts, for leases: `ada@laptop pid 4711`. */
  readonly holder: string;
  /** How many stacks are worked on side by side. */
  readonly parallel: number;
}

/** What the user asked for beside the specs. */
export interface Call {
  readonly signal: AbortSignal;
  /** `false`: plan from the record alone. */
  readonly refresh: boolean;
  /** Begun before the specs were read; never under a lease, for what the state said before it proves nothing. */
  readonly early?: EarlyLook | undefined;
}
