import type {
  Action,
  Address,
  AppliedRecord,
  AppliedResource,
  Failure,
  Observation,
  Plan,
  ResourceGraph,
  RunEvent,
  StackId,
  Value,
} from "@cloudmake/model";
import type { Gate } from "./gate.ts";

/** What one run of a stack needs. */
export interface ProvisionJob {
  readonly run: string;
  readonly stack: StackId;
  readonly graph: ResourceGraph;
  readonly plan: Plan;
  /** The last door for this plan; previews never reach it. */
  readonly gate: Gate;
  readonly record: AppliedRecord;
  /** What the plan looked at; Pulumi's own refresh is answered from it. Absent: the plan was made without looking. */
  readonly observation: Observation | undefined;
  /** Secret values by name, in clear. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Outputs of other stacks that this graph refers to, in clear: `<address>#<output>` -> value. */
  readonly foreign: ReadonlyMap<string, { readonly value: Value; readonly secret: boolean }>;
  /** Fencing token of the lease the run holds. */
  readonly token: number;
  readonly signal: AbortSignal;
}

export interface ProvisionResult {
  readonly outcome: "succeeded" | "failed" | "cancelled";
  /** Every resource that exists now as far as the run knows, ready for the applied record. */
  readonly resources: readonly AppliedResource[];
  readonly failures: readonly ProvisionFailure[];
}

export interface ProvisionFailure {
  readonly address: Address | undefined;
  readonly action: Action | undefined;
  readonly code: string;
  readonly message: string;
  /** The refusal itself, where it came as one. */
  readonly cause?: Failure;
}

/** One step as Pulumi itself would take it. */
export interface PreviewStep {
  readonly address: Address;
  readonly action: "create" | "update" | "replace" | "delete" | "keep";
}

/** Carries plans out through the Pulumi engine. */
export interface Provisioner {
  /** Loads what the first change needs while its caller waits for clouds. Rejects as `apply` would without an engine. */
  warmUp(): Promise<void>;
  /** What Pulumi itself would do; for `plan --verify`. Writes nothing. */
  preview(job: ProvisionJob): Promise<readonly PreviewStep[]>;
  /**
   * Starts a stack's engine ahead of its `apply`, under the lease whose fencing token this is: it comes up while the
   * plan is still being made, and waits. What goes wrong is told by the apply.
   */
  expect(stack: StackId, call: { readonly token: number; readonly signal: AbortSignal }): void;
  /** Ends what was started for nothing. */
  standDown(): Promise<void>;
  /** Resolves also when steps failed; rejects with a Failure when the engine itself could not run. */
  apply(job: ProvisionJob, report: (event: RunEvent) => void): Promise<ProvisionResult>;
  /**
   * What the engine's own state says of a stack, as a record would: for making a lost record again. It knows no markers
   * (they are empty). Nothing when it never heard of the stack or its state cannot be read. Writes nothing.
   */
  recall(stack: StackId, call: { signal: AbortSignal }): Promise<readonly AppliedResource[]>;
}
