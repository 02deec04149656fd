import type { Address, Inputs, Value, WireInputs, WireValue } from "@cloudmake/model";

/** A resource as the engine shall know it. */
export interface Registrable {
  readonly address: Address;
  readonly type: string;
  readonly inputs: Inputs;
  readonly dependsOn: readonly Address[];
  /** Stays as the engine has it, whatever `inputs` say. */
  readonly held: boolean;
  /** What Pulumi itself shall do about a deletion, where no plan of ours decides: refuse it, or keep the object. */
  readonly deletion?: "refuse" | "keep-object";
}

export interface Registration {
  /** Every one stands after what it depends on. */
  readonly nodes: readonly Registrable[];
  /** Token -> version of the package it belongs to. */
  readonly versions: ReadonlyMap<string, string>;
  /** Secret values by name, in clear. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Outputs of resources that are not registered here, in clear: `<address>#<output>` -> value. */
  readonly given: ReadonlyMap<string, { readonly value: Value; readonly secret: boolean }>;
  /** Told right before a node is registered; never of those that something they depend on has stopped. */
  readonly reached?: (node: Registrable) => void;
}

/** What became of one registration. */
export type Registered =
  | {
      readonly kind: "registered";
      readonly urn: string;
      /** Unknown in a preview where the object is yet to be made. */
      readonly id: WireValue;
      /** As they went to the engine. */
      readonly inputs: WireInputs;
      /** Inputs and outputs as the engine has them now. */
      readonly state: WireInputs;
    }
  | { readonly kind: "failed"; readonly message: string }
  /** Something it depends on was not made. */
  | { readonly kind: "skipped" };

/**
 * The Pulumi program: registers resources with the engine that calls it, each as soon as what it depends on is there.
 * Answers in the order of `nodes`; one that fails stops its dependents only.
 */
export type Program = (registration: Registration) => Promise<readonly Registered[]>;
