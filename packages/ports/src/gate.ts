import type { Address, Inputs, Marker } from "@cloudmake/model";

/** A mutation the engine asks a provider for. */
export interface Mutation {
  readonly rpc: "create" | "update" | "delete";
  readonly address: Address;
  readonly type: string;
  /** Resolved inputs, secrets as prints; absent for deletions. */
  readonly inputs?: Inputs | undefined;
  /** The object concerned; absent for creations. */
  readonly id?: string | undefined;
}

/** What the gate lets a mutation do. */
export type Admission =
  /** Make it, or take over what carries the marker, never one of `exclude`. `adopt`: take over exactly this id. */
  | {
      readonly kind: "create";
      readonly marker: Marker;
      readonly exclude: ReadonlySet<string>;
      readonly adopt: string | undefined;
      /** What it replaces, where nobody has deleted that yet: the engine's own state may have lost it. */
      readonly replaced?: { readonly id: string; readonly outputs: Inputs };
    }
  | { readonly kind: "update"; readonly marker: Marker }
  | { readonly kind: "delete" }
  /** The engine's own state lags behind: answer with the live object of this id, change nothing. */
  | { readonly kind: "read-only"; readonly id: string }
  /** Leave the object in the cloud, forget it here. */
  | { readonly kind: "forget" };

/** The last door before a cloud: only exact steps of the plan pass, each once. */
export interface Gate {
  /** Throws `STEP_NOT_PLANNED` for anything else, and `LEASE_LOST` once the lease is gone. */
  admit(mutation: Mutation): Admission;
  /** Throws `LEASE_LOST` once the lease is gone. Asked right before each request: since the admission it may have taken long. */
  mustHold(): void;
}
