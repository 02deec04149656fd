import {
  type Address,
  type AppliedResource,
  type Inputs,
  isMove,
  type ObservedObject,
  type Plan,
  type ResourceNode,
  type Step,
  type Value,
} from "@cloudmake/model";
import {
  type Interrupted,
  type InterruptedCreation,
  keyOf,
  nothingInterrupted,
  outputOf,
  resolveInputs,
  type World,
} from "../src/index.ts";
import { applied, rules, seen, sight } from "./plain-world.ts";

/** What a run left that was killed, or came to its end. */
export interface Left {
  readonly world: World;
  /** What the cloud makes of the call that was under way, later than anybody waits. */
  readonly late: ObservedObject | undefined;
}

/** Carries a plan out on plain values, as a provider with adoption would. */
export function carryOut(before: World, plan: Plan): World {
  return carryOutUntil(before, plan, Number.POSITIVE_INFINITY).world;
}

/**
 * The same, killed: `done` mutations are carried out, the next one is in the journal and may be carried out late, and
 * nothing is recorded.
 */
export function carryOutUntil(before: World, plan: Plan, done: number): Left {
  const run = new PlainRun(before, done);
  for (const step of plan.steps) run.take(step);
  for (const step of plan.steps.filter(({ action }) => action === "replace").reverse()) run.remove(step);
  return run.left();
}

class PlainRun {
  readonly #before: World;
  readonly #objects: Map<string, ObservedObject>;
  readonly #recorded: Map<string, AppliedResource>;
  readonly #creations: Map<string, InterruptedCreation>;
  readonly #settings: Map<string, ReadonlySet<string>>;
  #rest: number;
  #late: ObservedObject | undefined;

  constructor(before: World, done: number) {
    const { observation, record, interrupted } = before;
    this.#before = before;
    this.#objects = new Map((observation?.objects ?? []).map((object) => [`${object.type} ${object.id}`, object]));
    this.#recorded = new Map(record.resources.map((resource) => [keyOf(resource), resource]));
    this.#creations = new Map(interrupted.creations);
    this.#settings = new Map(interrupted.settings);
    this.#rest = done;
  }

  take(step: Step): void {
    switch (step.action) {
      case "create":
      case "import":
      case "replace":
        return this.#make(step);
      case "update":
        return this.#change(step);
      case "delete":
        return this.remove(step);
      case "forget":
        this.#mutate(() => this.#recorded.delete(keyOf(step)));
        return;
      case "keep":
      case "hold":
    }
  }

  remove(step: Step): void {
    this.#mutate(() => {
      this.#objects.delete(`${step.type} ${step.id}`);
      if (step.action !== "replace") this.#recorded.delete(keyOf(step));
    });
  }

  left(): Left {
    const observation = sight([...this.#objects.values()]);
    const { record } = this.#before;
    if (this.#rest <= 0) {
      const interrupted = { creations: this.#creations, settings: this.#settings, lost: [], letGo: [] };
      return { world: { ...this.#before, observation, interrupted }, late: this.#late };
    }
    const next = { ...record, serial: record.serial + 1, resources: [...this.#recorded.values()] };
    return { world: { ...this.#before, observation, record: next, interrupted: this.#lost() }, late: undefined };
  }

  /** Creations that the journal still has after a run that ended well: nobody had seen what became of them. */
  #lost(): Interrupted {
    const { interrupted, observation } = this.#before;
    const seenBefore = new Set(observation?.objects.flatMap(({ marker }) => marker?.hash ?? []));
    const unseen = [...interrupted.creations].filter(
      ([hash, { type }]) => rules.get(type)?.naturalKey === undefined && !seenBefore.has(hash),
    );
    return { ...nothingInterrupted, creations: new Map(unseen) };
  }

  #mutate(change: () => void): void {
    this.#rest -= 1;
    if (this.#rest >= 0) change();
  }

  #make(step: Step): void {
    if (this.#rest < 0) return;
    const node = this.#nodeOf(step);
    const inputs = this.#inputsOf(node);
    const found = this.#find(step, inputs);
    const id = found?.id ?? this.#freshId(step);
    const resource = applied(node, { inputs, id });
    const told = isMove(step) ? changed(step) : doubtful(step);
    this.#begin(step, { inputs, told, found });
    const object = { ...seen(resource), inputs: { ...without(found?.inputs ?? {}, told), ...inputs } };
    if (this.#rest === 0 && found === undefined) this.#late = object;
    this.#mutate(() => {
      this.#objects.set(`${step.type} ${id}`, object);
      this.#recorded.set(keyOf(step), resource);
    });
  }

  /** A cloud changes what it is told to change, and nothing else. */
  #change(step: Step): void {
    if (this.#rest < 0) return;
    const node = this.#nodeOf(step);
    const inputs = this.#inputsOf(node);
    const before = this.#recorded.get(keyOf(step));
    const live = this.#objects.get(`${step.type} ${step.id}`);
    const dropped = Object.keys(before?.inputs ?? {}).filter((field) => !(field in inputs));
    this.#note(step, [...Object.keys(inputs), ...dropped]);
    this.#mutate(() => {
      const resource = applied(node, { inputs, id: step.id ?? "" });
      const kept = without(live?.inputs ?? {}, [...dropped, ...doubtful(step)]);
      this.#objects.set(`${step.type} ${step.id}`, { ...seen(resource), inputs: { ...kept, ...inputs } });
      this.#recorded.set(keyOf(step), resource);
    });
  }

  #begin(
    step: Step,
    { inputs, told, found }: { inputs: Inputs; told: readonly string[]; found: ObservedObject | undefined },
  ): void {
    const { address, type, marker } = step;
    const made = found === undefined || this.#creations.get(marker)?.made === true;
    this.#creations.set(marker, { address, type, inputs, made, id: found?.id ?? "" });
    this.#note(step, [...Object.keys(inputs), ...told]);
  }

  #note({ marker }: Step, fields: readonly string[]): void {
    this.#settings.set(marker, new Set([...(this.#settings.get(marker) ?? []), ...fields]));
  }

  #find({ action, type, marker, id }: Step, inputs: Inputs): ObservedObject | undefined {
    const objects = [...this.#objects.values()].filter((object) => object.type === type);
    if (action !== "replace" && id !== undefined) return objects.find((object) => object.id === id);
    const key = rules.get(type)?.naturalKey?.(inputs);
    const others = objects.filter((object) => object.id !== id);
    return others.find((object) =>
      key === undefined ? object.marker?.hash === marker : rules.get(type)?.naturalKey?.(object.inputs) === key,
    );
  }

  #freshId({ address, marker, type }: Step): string {
    let id = `${address.split("/")[2]}-${marker.slice(0, 4)}`;
    while (this.#objects.has(`${type} ${id}`)) id += "r";
    return id;
  }

  #nodeOf(step: Step): ResourceNode {
    const node = this.#before.graph.nodes.find((candidate) => keyOf(candidate) === keyOf(step));
    if (node === undefined) throw new Error(`no node for ${step.address}`);
    return node;
  }

  #inputsOf({ inputs }: ResourceNode): Inputs {
    return resolveInputs(inputs, {
      secret: (name) => this.#before.secrets.get(name),
      output: ({ $ref }) => this.#output($ref.address, $ref.output),
    });
  }

  #output(address: Address, name: string): Value | undefined {
    const resource = [...this.#recorded.values()].find((candidate) => candidate.address === address);
    return resource === undefined ? undefined : outputOf(resource, name);
  }
}

function changed({ reasons }: Step): readonly string[] {
  return reasons.flatMap((reason) => ("field" in reason ? [reason.field] : []));
}

function doubtful({ reasons }: Step): readonly string[] {
  return reasons.flatMap((reason) => (reason.because === "interrupted" ? [reason.field] : []));
}

function without(inputs: Inputs, fields: readonly string[]): Inputs {
  return Object.fromEntries(Object.entries(inputs).filter(([field]) => !fields.includes(field)));
}
