import type { StackId } from "./address.ts";
import type { Place } from "./diagnostic.ts";

export type SpecPath = readonly (string | number)[];

/**
 * `${cache}`, `${db.connectionUri}`, `${shop/prod/db.connectionUri}` as parsed from a spec, before compilation puts
 * the target's output in its place. `output` is `self` for a bare component.
 */
export interface ComponentRef {
  readonly $from: { readonly stack: StackId; readonly component: string; readonly output: string };
}

export function isComponentRef(value: unknown): value is ComponentRef {
  return typeof value === "object" && value !== null && "$from" in value;
}

/** One component of a stack, environment overrides merged in and decoded by its type's schema. */
export interface ComponentSpec {
  readonly name: string;
  /** Component type, e.g. `server`. */
  readonly type: string;
  /**
   * Output of the type's schema, which sees nothing of what every component has (`type`, `deletion`, `dependsOn`,
   * `in`, `environments`). Where the YAML has `${...}`, a string setting is a ComponentRef, a SecretRef or a Join of
   * strings and these.
   */
  readonly settings: unknown;
  /** `deletion:` of any component; absent: the resource types decide (stateful ones are spared). */
  readonly deletion?: "delete" | "retain";
  /** `dependsOn:` of any component: names of components of this stack that must exist first. */
  readonly dependsOn?: readonly string[];
  /** Where a setting's value stands in the YAML; the nearest enclosing place when it has no line of its own. */
  readonly placeOf: (path: SpecPath) => Place;
  /** Which layer gave a setting its value: `base`, `environment prod`, `default`, ... (for `explain`). */
  readonly layerOf: (path: SpecPath) => string;
}

/** One manifest in one environment: what is compiled to a graph. */
export interface StackSpec {
  readonly kind: "Project" | "Workspace";
  readonly stack: StackId;
  readonly project: string;
  readonly environment: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `protect: true`: deletions and replacements need `--allow-destroy`. */
  readonly protect: boolean;
  /** How many people must approve a plan; 0 = none. */
  readonly approvals: number;
  readonly components: readonly ComponentSpec[];
  readonly place: Place;
}
