import type { Address, StackId } from "./address.ts";
import type { Deletion } from "./applied-record.ts";
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
  /** What becomes of the object when its node goes, as the spec says; `default`: its type decides (data is spared). */
  readonly deletion: Deletion;
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
