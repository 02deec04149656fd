import type { CloudName } from "./names.ts";
import type { Inputs } from "./value.ts";

/** One thing `check` found wrong with inputs. */
export interface InputProblem {
  /** Path into the inputs, e.g. `["rules", 0, "port"]`. */
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/** The pure half of a resource definition: everything the planner needs to know about a type. */
export interface ResourceRules {
  /** Official Pulumi token. */
  readonly type: string;
  readonly cloud: CloudName;
  /** Raised when the definition's meaning changes; part of a plan's digest. */
  readonly revision: number;
  /** Top-level inputs whose change makes a new object. */
  readonly replaceOn: readonly string[];
  /** Top-level inputs whose change in place stops what runs there until it is made. */
  readonly stopsOn: readonly string[];
  /** Whether the new object can stand beside the old one while replacing. */
  readonly replacement: "create-first" | "delete-first";
  /** Top-level inputs that hold secrets. */
  readonly secrets: readonly string[];
  /** Outputs that hold secrets. */
  readonly secretOutputs: readonly string[];
  /** Inputs the cloud never gives back: compared with the record, not with the cloud. */
  readonly writeOnly: readonly string[];
  /** List inputs whose order means nothing, nor that of lists in their items. */
  readonly sets: readonly string[];
  /** Outputs an update may change, so that a dependent cannot know them before. All others stay. */
  readonly volatile: readonly string[];
  /** Holds data that cannot be made again: spared by removal and destroy unless told otherwise. */
  readonly stateful: boolean;
  /**
   * How the object's own name is made: `suffixed` = `<project>-<environment>-<component>-<6 of the marker>`, so that a
   * replacement can stand beside its predecessor and a name finds its owner; `plain` = the same without the suffix;
   * `none` = the type has no name or the spec gives it.
   */
  readonly naming: { readonly input: string; readonly style: "suffixed" | "plain" } | undefined;
  /**
   * By which an object without a marker can be told from all others of its type, however it is spelled; `undefined`
   * where the inputs do not say it all. Absent: every object of the type bears its marker from the moment it exists.
   */
  readonly naturalKey?: ((inputs: Inputs) => string | undefined) | undefined;
  /** One object serves several resources and counts them, so that each of them leaves it by itself. */
  readonly shared?: boolean | undefined;
  /** For how many milliseconds the cloud may go on with a call whose caller has died. */
  readonly settleMs: number;
  /** Problems of inputs, as the provider's Check reports them. Unresolved references count as right. */
  readonly check: (inputs: Inputs) => readonly InputProblem[];
}

/** All definitions by token; handed to whoever needs them. */
export type RulesByType = ReadonlyMap<string, ResourceRules>;
