import type { Address } from "@cloudmake/model";
import type { ObjectRef, SettledObject, StepFailure } from "@cloudmake/ports";

type Settled = Extract<SettledObject, { kind: "there" }>;

/** What the providers said during one run. Right also when the engine dies half-way. */
export class RunOutcome {
  readonly #there = new Map<string, Settled>();
  readonly #gone = new Set<string>();
  readonly #failures = new Map<Address, StepFailure>();
  readonly #adopted = new Set<Address>();
  readonly #reached = new Set<string>();

  settled(object: SettledObject): void {
    if (object.kind === "gone") {
      this.#gone.add(idKey(object));
      return;
    }
    this.#gone.delete(idKey(object));
    this.#there.set(key(object), object);
  }

  failed(failure: StepFailure): void {
    if (!this.#failures.has(failure.address)) this.#failures.set(failure.address, failure);
  }

  /** The engine is told what is wanted of it. What it never hears of, it deletes. */
  reached(resource: Pick<ObjectRef, "address" | "type">): void {
    this.#reached.add(key(resource));
  }

  adopted(address: Address): void {
    this.#adopted.add(address);
  }

  /** As its last creation or update left it, unless it was deleted after that. */
  objectOf(resource: Pick<ObjectRef, "address" | "type">): Settled | undefined {
    const object = this.#there.get(key(resource));
    return object === undefined || this.#gone.has(idKey(object)) ? undefined : object;
  }

  isGone(object: ObjectRef): boolean {
    return this.#gone.has(idKey(object));
  }

  /** Whether another address has the object now. */
  movedAway({ address, type, id }: ObjectRef): boolean {
    return [...this.#there.values()].some(
      (other) => other.address !== address && other.type === type && other.id === id && !this.isGone(other),
    );
  }

  wasReached(resource: Pick<ObjectRef, "address" | "type">): boolean {
    return this.#reached.has(key(resource));
  }

  wasAdopted(address: Address): boolean {
    return this.#adopted.has(address);
  }

  failureOf(address: Address): StepFailure | undefined {
    return this.#failures.get(address);
  }

  get failures(): readonly StepFailure[] {
    return [...this.#failures.values()];
  }

  /** Whether any object was made, changed or deleted. */
  get hasChanges(): boolean {
    return this.#there.size + this.#gone.size > 0;
  }
}

function key({ address, type }: Pick<ObjectRef, "address" | "type">): string {
  return `${address} ${type}`;
}

function idKey({ address, type, id }: ObjectRef): string {
  return `${address} ${type} ${id}`;
}
