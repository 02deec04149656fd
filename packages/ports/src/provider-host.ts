import type { Address, JournalEntry, Observation, Print } from "@cloudmake/model";
import type { Gate } from "./gate.ts";

/** What the providers need to serve one operation of one stack. */
export interface ProviderSession {
  readonly run: string;
  readonly gate: Gate;
  /** Address of a Pulumi URN; `undefined` for resources that are none of ours (the stack, default providers). */
  readonly addressOf: (urn: string) => Address | undefined;
  /** Awaited before and after each mutation. */
  readonly journal: (entry: Extract<JournalEntry, { entry: "intent" | "result" | "refused" }>) => Promise<void>;
  readonly print: (secret: string) => Print;
  /** Read is answered from it where it has the object, so that a refresh costs no call. */
  readonly observation: Observation | undefined;
  /** Refuses and failures by address, with their code, as they happen (gRPC keeps only text). */
  readonly failed: (failure: { address: Address; rpc: string; code: string; message: string }) => void;
  /** An existing object was taken over instead of made. */
  readonly adopted: (address: Address, id: string) => void;
  readonly signal: AbortSignal;
}

export interface ProviderServer {
  /** Pulumi package name -> loopback port, for `PULUMI_DEBUG_PROVIDERS`. */
  readonly attachments: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** Serves the resource definitions to Pulumi over gRPC. */
export interface ProviderHost {
  /** Token -> version of the official package it belongs to, e.g. `1.41.0`. */
  readonly versions: ReadonlyMap<string, string>;
  open(session: ProviderSession): Promise<ProviderServer>;
}
