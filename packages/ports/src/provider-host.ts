import type { Address, Failure, JournalEntry, Observation, Print, WireInputs } from "@cloudmake/model";
import type { Gate } from "./gate.ts";

/** What the providers need to serve one operation of one stack. */
export interface ProviderSession {
  readonly run: string;
  readonly gate: Gate;
  /**
   * Address of a Pulumi URN; `undefined` for resources that are none of ours (the stack, default providers). With an
   * id: the address under which that object is recorded, which differs for what a replacement left behind.
   */
  readonly addressOf: (urn: string, id?: string) => Address | undefined;
  /** Awaited before and after each mutation. */
  readonly journal: (
    entry: Extract<JournalEntry, { entry: "intent" | "result" | "failed" | "refused" }>,
  ) => Promise<void>;
  readonly print: (secret: string) => Print;
  /** Secret texts, in clear, that no message of this session may hold, besides those a call brings with it. */
  readonly secrets?: readonly string[];
  /** Read is answered from it where it has the object, so that a refresh costs no call. */
  readonly observation: Observation | undefined;
  /** Refuses and failures by address, with their code, as they happen (gRPC keeps only text). */
  readonly failed: (failure: StepFailure) => void;
  /** An existing object was taken over instead of made. */
  readonly adopted: (address: Address, id: string) => void;
  /** What a mutation left, as it happens: the record is made from it, whatever becomes of the engine afterwards. */
  readonly settled: (left: SettledObject) => void;
  /** Whether this run has left the object under another address: a component was renamed, and its object moved along. */
  readonly movedAway: (object: ObjectRef) => boolean;
  /**
   * What the plan updates: due even where the engine sees no difference, because its state is as old as the spec that
   * the user went back to, or because nobody can see what an interrupted run has written.
   */
  readonly updates: ReadonlySet<Address>;
  /** Settings that the plan writes for these reasons, whatever they are compared with. */
  readonly written: ReadonlyMap<Address, ReadonlySet<string>>;
  readonly signal: AbortSignal;
}

export interface StepFailure {
  readonly address: Address;
  readonly rpc: string;
  readonly code: string;
  readonly message: string;
  /** The refusal itself, where it came as one. */
  readonly cause?: Failure | undefined;
}

/** An object as a mutation left it; secrets are wrapped as on the wire. */
export type SettledObject = ObjectRef &
  (
    | {
        readonly kind: "there";
        readonly inputs: WireInputs;
        readonly outputs: WireInputs;
        /** Why its making did not end well; empty when it did. */
        readonly incomplete: readonly string[];
      }
    | { readonly kind: "gone" }
  );

export interface ObjectRef {
  readonly address: Address;
  readonly type: string;
  readonly id: string;
}

export interface ProviderServer {
  /** Pulumi package name -> loopback port, for `PULUMI_DEBUG_PROVIDERS`. */
  readonly attachments: ReadonlyMap<string, number>;
  /** Loads what it answers with. A connection that comes earlier waits for that. */
  ready(): Promise<void>;
  /** Deletes, through the same gate, a recorded object that the engine's own state has lost. */
  delete(object: ObjectRef & { readonly outputs: WireInputs }): Promise<void>;
  /** Once all that was asked of it is answered, also where the engine that asked was killed. */
  close(): Promise<void>;
}

/** Serves the resource definitions to Pulumi over gRPC. */
export interface ProviderHost {
  /** Token -> version of the official package it belongs to, e.g. `1.41.0`. */
  readonly versions: ReadonlyMap<string, string>;
  /** Token -> names of its outputs. */
  readonly outputs: ReadonlyMap<string, readonly string[]>;
  /**
   * Opens ports at once, before anything is there that answers.
   * @param session asked with each call: an engine may come up before it is known what it is to do
   */
  open(session: () => ProviderSession): Promise<ProviderServer>;
}
