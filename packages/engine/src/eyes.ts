import type { Address, AppliedResource, ObservedObject } from "@cloudmake/model";
import type { Interrupted } from "./interrupted-by.ts";
import { naturalKeyOf } from "./natural-key-of.ts";
import { keyOf, type Sight, type World } from "./world.ts";

/** Answers, for one world, what is recorded and what was seen. */
export class Eyes {
  readonly #rules: World["rules"];
  readonly #recorded: ReadonlyMap<string, AppliedResource>;
  readonly #byId = new Map<string, ObservedObject>();
  readonly #byMarker = new Map<string, readonly ObservedObject[]>();
  /** What bears no marker. */
  readonly #byKey = new Map<string, ObservedObject>();
  readonly #unreadable = new Map<string, string>();
  readonly #asked: ReadonlySet<string>;
  readonly #interrupted: Interrupted;

  constructor({ graph, record, observation, interrupted, rules }: World) {
    this.#rules = rules;
    this.#recorded = new Map(record.resources.map((resource) => [keyOf(resource), resource]));
    this.#asked = new Set(observation?.types);
    this.#interrupted = interrupted;
    for (const { type, code } of observation?.unreadable ?? []) this.#unreadable.set(type, code);
    for (const object of observation?.objects ?? []) {
      const { type, id, marker } = object;
      this.#byId.set(`${type} ${id}`, object);
      if (marker?.stack === graph.stack) {
        const key = `${type} ${marker.hash}`;
        this.#byMarker.set(key, [...(this.#byMarker.get(key) ?? []), object]);
      }
      if (marker !== undefined || interrupted.creations.size === 0) continue;
      const key = naturalKeyOf(rules.get(type), object);
      if (key !== undefined) this.#byKey.set(key, object);
    }
  }

  recorded(resource: { readonly address: Address; readonly type: string }): AppliedResource | undefined {
    return this.#recorded.get(keyOf(resource));
  }

  byId(type: string, id: string): Sight {
    return this.#sight(type, this.#byId.get(`${type} ${id}`));
  }

  /**
   * An object of this marker, or, where its type has none, the one that an interrupted run made for it. Of two the one
   * that the journal knows counts, else the first.
   * @param except id of the object that it shall succeed
   */
  byMarker(type: string, marker: string, except?: string): Sight {
    const creation = this.#interrupted.creations.get(marker);
    const marked = (this.#byMarker.get(`${type} ${marker}`) ?? []).filter(({ id }) => id !== except);
    const known = marked.find(({ id }) => id === creation?.id) ?? marked[0];
    if (known !== undefined || creation?.made !== true) return this.#sight(type, known);
    const unmarked = this.#byKey.get(naturalKeyOf(this.#rules.get(type), creation) ?? "");
    return this.#sight(type, unmarked?.id === except ? undefined : unmarked);
  }

  /** Settings that an interrupted run had begun to write to the object of this marker. */
  begun(marker: string): ReadonlySet<string> {
    return this.#interrupted.settings.get(marker) ?? new Set();
  }

  #sight(type: string, object: ObservedObject | undefined): Sight {
    const code = this.#unreadable.get(type);
    if (code !== undefined) return { kind: "unreadable", code };
    if (!this.#asked.has(type)) return { kind: "unasked" };
    return object === undefined ? { kind: "gone" } : { kind: "there", object };
  }
}
