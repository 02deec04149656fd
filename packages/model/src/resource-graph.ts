import type { Address, StackId } from "./address.ts";
import type { Place } from "./diagnostic.ts";
import type { Inputs, Value } from "./value.ts";

/** One object in a cloud, as the spec wants it. Plain data; the planner and the Pulumi program read the same nodes. */
export interface ResourceNode {
  readonly address: Address;
  /** Official Pulumi token, e.g. `hcloud:index/server:Server`. */
  readonly type: string;
  readonly inputs: Inputs;
  /** Addresses in this stack that must exist first; sorted, without duplicates, references included. */
  readonly dependsOn: readonly Address[];
  /** 32 hex digits: hash of the address and of the inputs that force replacement. */
  readonly marker: string;
  /** Whether the spec asks to keep the object when its node is removed (`deletion: retain`) or to let it go. */
  readonly deletion: "delete" | "retain";
  /** Where the YAML says so: per top-level input, and `""` for the component itself. */
  readonly origins: Readonly<Record<string, Place>>;
}

export interface ComponentOutput {
  readonly value: Value;
  readonly secret: boolean;
}

export interface ResourceGraph {
  readonly stack: StackId;
  /** In an order in which every node stands after what it depends on. */
  readonly nodes: readonly ResourceNode[];
  /** component -> output -> value */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, ComponentOutput>>>>;
}
