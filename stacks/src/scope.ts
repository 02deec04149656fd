import type { SpecPath, Value } from "@cloudmake/model";
import type { NodeHandle } from "./node-handle.ts";
import type { ResourceInputs } from "./resource-inputs.ts";
import type { ResourceTypes, Token } from "./resource-types.ts";

export interface NodeOptions<T extends Token> {
  /** The setting an input comes from, where it is not called the same: for reasons in plans and findings. */
  readonly from?: { readonly [Input in keyof ResourceTypes[T]]?: SpecPath | string };
  /** What must exist first although no input refers to it. */
  readonly dependsOn?: readonly NodeHandle[];
}

export interface Problem {
  readonly code: `SPEC_${string}`;
  readonly summary: string;
  readonly detail?: string;
  readonly fix?: string;
}

/** The place a component is compiled in. Nothing here does I/O. */
export interface Scope {
  readonly project: string;
  readonly environment: string;
  readonly component: string;
  /** `metadata.labels` of the manifest. */
  readonly labels: Readonly<Record<string, string>>;
  /** Adds a node. Its name and marker are made here, what it depends on follows from its references. */
  node<T extends Token>(
    resource: string,
    type: T,
    inputs: ResourceInputs<ResourceTypes[T]>,
    options?: NodeOptions<T>,
  ): NodeHandle<T>;
  /** Text of a file that `files` asked for; `""` when it is missing, which is a diagnostic already. */
  file(path: string): string;
  /** Something is wrong with the setting at this path of the component. */
  problem(at: SpecPath, problem: Problem): void;
  /** The type of a node that a value refers to with its `id`; `undefined` for anything else. */
  typeOfId(value: Value): string | undefined;
  /** Whether a value is, or is put together from, a secret. */
  holdsSecret(value: Value): boolean;
}
