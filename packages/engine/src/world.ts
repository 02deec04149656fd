import {
  type Address,
  type AppliedRecord,
  Failure,
  type Observation,
  type ObservedObject,
  type Print,
  type ResourceGraph,
  type ResourceRules,
  type RulesByType,
  type Value,
} from "@cloudmake/model";
import type { Interrupted } from "./interrupted-by.ts";

/** Everything a plan is made from. Plain values: the same world always gives the same plan. */
export interface World {
  readonly graph: ResourceGraph;
  readonly record: AppliedRecord;
  /** Absent: plan from the record alone. */
  readonly observation?: Observation | undefined;
  readonly rules: RulesByType;
  /** Prints of the secrets that are set, by name. */
  readonly secrets: ReadonlyMap<string, Print>;
  /** Outputs of other stacks, `<address>#<output>` -> value; absent ones are unknown. */
  readonly foreign: ReadonlyMap<string, Value>;
  readonly interrupted: Interrupted;
  readonly wishes: Wishes;
}

/** What the user asked for beside the spec. */
export interface Wishes {
  /** Let stateful resources be deleted and replaced. */
  readonly deleteData: boolean;
  readonly imports: ReadonlyMap<Address, string>;
  readonly forgets: ReadonlySet<Address>;
  /** Let go of what is to be deleted and cannot be read: nobody can delete in an account that is closed. */
  readonly forgetUnreadable: boolean;
  readonly replaces: ReadonlySet<Address>;
  /** Change nothing but these; absent = everything. */
  readonly only: ReadonlySet<Address> | undefined;
}

export const noWishes: Wishes = {
  deleteData: false,
  imports: new Map(),
  forgets: new Set(),
  forgetUnreadable: false,
  replaces: new Set(),
  only: undefined,
};

/** Rules of a type. A type nobody defined is a bug of whoever compiled the graph, or a record from a newer version. */
export function rulesOf(world: Pick<World, "rules">, type: string): ResourceRules {
  const rules = world.rules.get(type);
  if (rules === undefined) throw new Failure("STATE_CORRUPT", { file: "record", problem: `unknown type ${type}` });
  return rules;
}

/** Two resources of one address but of different types are different objects. */
export function keyOf({ address, type }: { readonly address: Address; readonly type: string }): string {
  return `${address} ${type}`;
}

/** What the clouds say about a resource: `unasked` when nobody looked. */
export type Sight =
  | { readonly kind: "unasked" }
  | { readonly kind: "unreadable"; readonly code: string }
  | { readonly kind: "gone" }
  | { readonly kind: "there"; readonly object: ObservedObject };
