import {
  type Address,
  type AppliedResource,
  compareInputs,
  type Inputs,
  type ObservedObject,
  type Reason,
  type ResourceRules,
  type Step,
} from "@cloudmake/model";
import { baselineOf } from "./baseline.ts";
import { inDoubt } from "./in-doubt.ts";
import type { Eyes } from "./eyes.ts";
import { naturalKeyOf } from "./natural-key-of.ts";
import { keyOf, rulesOf, type World } from "./world.ts";

/**
 * Objects that the spec now has at another address, as when a component is renamed. Of some a cloud holds only one, by
 * whatever address: a zone is there once for each name. To make it anew would be refused, and to delete the old one would
 * take with it what the new address has just taken over. So it stays, and moves.
 */
export class Moves {
  /** What is recorded and no longer wanted at its address. */
  readonly removed: readonly AppliedResource[];
  readonly #world: World;
  readonly #eyes: Eyes;
  /** What of it can be had at another address, by natural key and by id. */
  readonly #free = new Map<string, AppliedResource>();
  readonly #from = new Map<string, AppliedResource>();
  readonly #to = new Map<string, Step>();

  constructor(world: World, eyes: Eyes) {
    this.#world = world;
    this.#eyes = eyes;
    const wanted = new Set(world.graph.nodes.map(keyOf));
    this.removed = world.record.resources.filter((resource) => !wanted.has(keyOf(resource)));
    for (const resource of this.removed) {
      if (!this.#canMove(resource)) continue;
      for (const name of this.#namesOf(resource)) this.#free.set(name, resource);
    }
  }

  /** The step that takes over what another address had, where there is such a thing; else the step as it is. */
  instead(step: Step): Step {
    if (this.#free.size === 0 || step.action !== "create") return step;
    const found = this.#namesOf(step).flatMap((name) => this.#free.get(name) ?? [])[0];
    if (found === undefined) return step;
    const seen = this.#seen(found, step.inputs ?? {});
    const changes = compareInputs(seen.rules, baselineOf(found, seen.object, seen.rules.writeOnly), seen.inputs);
    if (changes.some(({ replaces }) => replaces)) return step;
    for (const name of this.#namesOf(found)) this.#free.delete(name);
    this.#from.set(keyOf(step), found);
    const explained = new Set(changes.map(({ field }) => field));
    const begun = [...this.#eyes.begunOn(found)].filter((field) => !explained.has(field));
    const reasons: Reason[] = [
      { because: "moved", address: found.address },
      ...changes.map((change): Reason => ({ because: "changed", ...change })),
      ...inDoubt(begun, seen),
    ];
    return { ...step, action: "import", id: found.id, reasons };
  }

  /** What a step takes over from another address, as it was recorded there. */
  from(step: Pick<Step, "address" | "type">): AppliedResource | undefined {
    return this.#from.get(keyOf(step));
  }

  /** Once it is clear what becomes of the step. */
  settle(step: Step): void {
    const from = this.from(step);
    if (from !== undefined) this.#to.set(keyOf(from), step);
  }

  /** The address that takes a recorded resource's object over, and whether it does so in this plan. */
  to(resource: Pick<Step, "address" | "type">): { readonly address: Address; readonly now: boolean } | undefined {
    const step = this.#to.get(keyOf(resource));
    return step === undefined ? undefined : { address: step.address, now: step.action === "import" };
  }

  #canMove({ address, type, id }: AppliedResource): boolean {
    const { naturalKey, shared } = rulesOf(this.#world, type);
    if (naturalKey === undefined || shared === true || this.#world.wishes.forgets.has(address)) return false;
    const { kind } = this.#eyes.byId(type, id);
    return kind === "there" || kind === "unasked";
  }

  #namesOf(of: {
    readonly type: string;
    readonly id?: string | undefined;
    readonly inputs?: Inputs | undefined;
  }): string[] {
    const key = naturalKeyOf(rulesOf(this.#world, of.type), of);
    return [...(of.id === undefined ? [] : [`id ${of.type} ${of.id}`]), ...(key === undefined ? [] : [`key ${key}`])];
  }

  #seen(recorded: AppliedResource, inputs: Inputs): Seen {
    const sight = this.#eyes.byId(recorded.type, recorded.id);
    const object = sight.kind === "there" ? sight.object : undefined;
    return { recorded, object, inputs, rules: rulesOf(this.#world, recorded.type) };
  }
}

interface Seen {
  readonly recorded: AppliedResource;
  readonly object: ObservedObject | undefined;
  readonly inputs: Inputs;
  readonly rules: ResourceRules;
}
