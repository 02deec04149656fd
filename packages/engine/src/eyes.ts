import type { Address, AppliedResource, Inputs, Marker, Observation, ObservedObject, StackId } from "@cloudmake/model";
import type { Interrupted } from "./interrupted-by.ts";
import { naturalKeyOf } from "./natural-key-of.ts";
import { keyOf, type Sight, type World } from "./world.ts";

/** What an observation shows, found by what one looks for; made once for all worlds that share it. */
class Sighted {
  static readonly #made = new WeakMap<Observation, Sighted>();
  static readonly #nothing = new Sighted(undefined);

  readonly asked: ReadonlySet<string>;
  readonly unreadable: ReadonlyMap<string, string>;
  readonly byId = new Map<string, ObservedObject>();
  readonly #byMarker = new Map<string, ObservedObject[]>();

  private constructor(observation: Observation | undefined) {
    this.asked = new Set(observation?.types);
    this.unreadable = new Map(observation?.unreadable.map(({ type, code }) => [type, code]));
    for (const object of observation?.objects ?? []) {
      const { type, id, marker } = object;
      this.byId.set(`${type} ${id}`, object);
      if (marker !== undefined) this.#marked(type, marker).push(object);
    }
  }

  static of(observation: Observation | undefined): Sighted {
    if (observation === undefined) return Sighted.#nothing;
    const made = Sighted.#made.get(observation) ?? new Sighted(observation);
    Sighted.#made.set(observation, made);
    return made;
  }

  byMarker(type: string, { stack, hash }: Marker): readonly ObservedObject[] {
    return this.#byMarker.get(`${type} ${stack} ${hash}`) ?? [];
  }

  #marked(type: string, { stack, hash }: Marker): ObservedObject[] {
    const key = `${type} ${stack} ${hash}`;
    const objects = this.#byMarker.get(key) ?? [];
    this.#byMarker.set(key, objects);
    return objects;
  }
}

/** Answers, for one world, what is recorded and what was seen. */
export class Eyes {
  readonly #stack: StackId;
  readonly #rules: World["rules"];
  readonly #recorded: ReadonlyMap<string, AppliedResource>;
  readonly #sighted: Sighted;
  /** What bears no marker, and what an interrupted run made, by natural key. */
  readonly #byKey = new Map<string, ObservedObject>();
  readonly #interrupted: Interrupted;
  /** Markers of interrupted creations, by the object that they were about. */
  readonly #creators = new Map<string, string[]>();

  constructor({ graph, record, observation, interrupted, rules }: World) {
    this.#stack = graph.stack;
    this.#rules = rules;
    this.#recorded = new Map(record.resources.map((resource) => [keyOf(resource), resource]));
    this.#sighted = Sighted.of(observation);
    this.#interrupted = interrupted;
    for (const [marker, { type, id }] of interrupted.creations) {
      const known = this.#creators.get(`${type} ${id}`);
      if (known === undefined) this.#creators.set(`${type} ${id}`, [marker]);
      else known.push(marker);
    }
    if (interrupted.creations.size === 0) return;
    for (const object of observation?.objects ?? []) {
      if (object.marker !== undefined && !this.#wasMade(object.marker)) continue;
      const key = naturalKeyOf(rules.get(object.type), object);
      if (key !== undefined) this.#byKey.set(key, object);
    }
  }

  recorded(resource: { readonly address: Address; readonly type: string }): AppliedResource | undefined {
    return this.#recorded.get(keyOf(resource));
  }

  byId(type: string, id: string): Sight {
    return this.#sight(type, this.#sighted.byId.get(`${type} ${id}`));
  }

  /**
   * An object of this marker, or, where its type has none, the one that an interrupted run made for it. Of two the one
   * that the journal knows counts, else the first.
   * @param except id of the object that it shall succeed
   */
  byMarker(type: string, marker: string, except?: string): Sight {
    const creation = this.#interrupted.creations.get(marker);
    const marked = this.#sighted.byMarker(type, { stack: this.#stack, hash: marker }).filter(({ id }) => id !== except);
    const known = marked.find(({ id }) => id === creation?.id) ?? marked[0];
    if (known !== undefined || creation?.made !== true) return this.#sight(type, known);
    const unmarked = this.#byKey.get(naturalKeyOf(this.#rules.get(type), creation) ?? "");
    return this.#sight(type, unmarked?.id === except ? undefined : unmarked);
  }

  /** What an interrupted run made for another address, where a cloud has such a thing once, and for whom it did so. */
  madeElsewhere(
    type: string,
    inputs: Inputs,
  ): { readonly object: ObservedObject; readonly marker: string } | undefined {
    const rules = this.#rules.get(type);
    const key = naturalKeyOf(rules, { inputs });
    const object = key === undefined ? undefined : this.#byKey.get(key);
    if (object === undefined || rules?.shared === true) return undefined; // who shares it joins it by itself
    const made = [...this.#interrupted.creations].filter(([, creation]) => creation.made && creation.type === type);
    const marker = made.find(([, creation]) => naturalKeyOf(rules, creation) === key)?.[0];
    return marker === undefined ? undefined : { object, marker };
  }

  /** Settings that an interrupted run had begun to write to the object of this marker. */
  begun(marker: string): ReadonlySet<string> {
    return this.#interrupted.settings.get(marker) ?? new Set();
  }

  /** The same for a recorded object, also where the run had begun to take it over for another address. */
  begunOn(recorded: AppliedResource): ReadonlySet<string> {
    return new Set([recorded.marker, ...this.takersOf(recorded)].flatMap((marker) => [...this.begun(marker)]));
  }

  /** Markers of other addresses for which an interrupted run had begun to take a recorded object over. */
  takersOf({ type, id, marker: own }: AppliedResource): readonly string[] {
    if (this.#rules.get(type)?.shared === true) return [];
    return (this.#creators.get(`${type} ${id}`) ?? []).filter((marker) => marker !== own);
  }

  #wasMade({ stack, hash }: Marker): boolean {
    return stack === this.#stack && this.#interrupted.creations.get(hash)?.made === true;
  }

  #sight(type: string, object: ObservedObject | undefined): Sight {
    const code = this.#sighted.unreadable.get(type);
    if (code !== undefined) return { kind: "unreadable", code };
    if (!this.#sighted.asked.has(type)) return { kind: "unasked" };
    return object === undefined ? { kind: "gone" } : { kind: "there", object };
  }
}
