import {
  type Address,
  type AppliedRecord,
  type AppliedResource,
  Failure,
  type Inputs,
  type Observation,
  type ObservedObject,
  type Print,
  type ResourceGraph,
  type ResourceRules,
  type RulesByType,
  type Value,
} from "@cloudmake/model";

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
  /** Creations that an interrupted run began and nobody recorded, by marker. */
  readonly interrupted: ReadonlyMap<string, InterruptedCreation>;
  readonly wishes: Wishes;
}

/** What the journal tells of a creation. */
export interface InterruptedCreation {
  readonly address: Address;
  readonly type: string;
  /** Empty until the cloud had answered. */
  readonly id: string;
  readonly inputs: Inputs;
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

/** Answers, for one world, what is recorded and what was seen. */
export class Eyes {
  readonly #recorded: ReadonlyMap<string, AppliedResource>;
  readonly #byId = new Map<string, ObservedObject>();
  readonly #byMarker = new Map<string, ObservedObject>();
  readonly #unreadable = new Map<string, string>();
  readonly #asked: ReadonlySet<string>;

  constructor({ graph, record, observation }: World) {
    this.#recorded = new Map(record.resources.map((resource) => [keyOf(resource), resource]));
    this.#asked = new Set(observation?.types);
    for (const { type, code } of observation?.unreadable ?? []) this.#unreadable.set(type, code);
    for (const object of observation?.objects ?? []) {
      this.#byId.set(`${object.type} ${object.id}`, object);
      if (object.marker?.stack === graph.stack) this.#byMarker.set(`${object.type} ${object.marker.hash}`, object);
    }
  }

  recorded(resource: { readonly address: Address; readonly type: string }): AppliedResource | undefined {
    return this.#recorded.get(keyOf(resource));
  }

  byId(type: string, id: string): Sight {
    return this.#sight(type, this.#byId.get(`${type} ${id}`));
  }

  byMarker(type: string, marker: string): Sight {
    return this.#sight(type, this.#byMarker.get(`${type} ${marker}`));
  }

  #sight(type: string, object: ObservedObject | undefined): Sight {
    const code = this.#unreadable.get(type);
    if (code !== undefined) return { kind: "unreadable", code };
    if (!this.#asked.has(type)) return { kind: "unasked" };
    return object === undefined ? { kind: "gone" } : { kind: "there", object };
  }
}
