import {
  type Address,
  addressOf,
  type AppliedResource,
  type ObservedObject,
  type Plan,
  type Reason,
  type StackId,
  type Step,
} from "@cloudmake/model";
import type { Eyes } from "./eyes.ts";
import type { InterruptedCreation } from "./interrupted-by.ts";
import { naturalKeyOf } from "./natural-key-of.ts";
import { rulesOf, type World } from "./world.ts";

/**
 * Deletions of objects that an interrupted run made and that no record knows; what was begun last stands on the others:
 * 1. nobody wants them any more;
 * 2. the call that made them was thought to be lost, so they were made anew: the record has another of the same marker.
 *
 * What had been there before the run is spared, and so is what another step is about to take over.
 * @param steps those of the graph's nodes and of what is removed
 */
export function planSweep(world: World, eyes: Eyes, steps: readonly Step[]): readonly Step[] {
  const { graph, record, observation, interrupted } = world;
  const recorded = new Set(record.resources.map(({ type, id }) => `${type} ${id}`));
  const taken = new Set(steps.flatMap(({ type, id }) => (id === undefined ? [] : [`${type} ${id}`])));
  const begun = [...interrupted.creations.keys()];
  const claims = claimsOf(world, steps);
  const places = placesOf(world, eyes, steps);
  const left = (observation?.objects ?? []).flatMap((object) => {
    const { type, id, marker: own } = object;
    // An account has many objects that are not this stack's: they must cost nothing.
    if (own === undefined ? begun.length === 0 : own.stack !== graph.stack) return [];
    if (recorded.has(`${type} ${id}`) || taken.has(`${type} ${id}`)) return [];
    taken.add(`${type} ${id}`); // a list may name it twice
    const marker = unwanted(object, world, claims);
    if (marker !== undefined) return [{ object, marker, reason: { because: "orphan" as const, id } }];
    const beside = twin(object, world, places);
    if (beside === undefined) return [];
    return [{ object, marker: beside.marker, reason: { because: "orphan" as const, id, beside: beside.address } }];
  });
  return left
    .sort((a, b) => begun.indexOf(b.marker) - begun.indexOf(a.marker))
    .map(({ object: { type, id }, marker, reason }): Step => {
      const reasons: Reason[] = [reason];
      return {
        address: orphanAddress(graph.stack, type, id),
        type,
        marker,
        id,
        dependsOn: [],
        action: "delete",
        reasons,
      };
    });
}

/** Types of which a run may take over an object that its plan could not name: what tells it apart comes of the run. */
export function takenOverLate(world: World, { steps }: Plan): ReadonlySet<string> {
  const late = steps.filter((step) => {
    if (step.action !== "create" && step.action !== "replace") return false;
    const rules = rulesOf(world, step.type);
    return rules?.naturalKey !== undefined && naturalKeyOf(rules, step) === undefined;
  });
  return new Set(late.map(({ type }) => type));
}

/** Where something stands that carries a stack's marker and that no spec names. */
export function orphanAddress(stack: StackId, type: string, id: string): Address {
  return addressOf(stack, "orphan", slug(`${type.split(":").at(-1) ?? type}-${id}`));
}

/** What the steps of the spec are about: their markers, and the natural keys under which they find what is there. */
interface Claims {
  readonly markers: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
}

function claimsOf(world: World, steps: readonly Step[]): Claims {
  if (world.interrupted.creations.size === 0) return { markers: new Set(), keys: new Set() };
  const keys = steps.flatMap((step) => naturalKeyOf(rulesOf(world, step.type), step) ?? []);
  return { markers: new Set(world.graph.nodes.map(({ marker }) => marker)), keys: new Set(keys) };
}

/** The marker of the creation that made an object which nobody wants; `undefined` where that is not so. */
function unwanted(object: ObservedObject, { graph, rules, interrupted }: World, claims: Claims): string | undefined {
  const isOurs = (marker: string, { made, type }: InterruptedCreation): boolean =>
    made && type === object.type && !claims.markers.has(marker);
  const { marker } = object;
  if (marker !== undefined) {
    const creation = marker.stack === graph.stack ? interrupted.creations.get(marker.hash) : undefined;
    return creation !== undefined && isOurs(marker.hash, creation) ? marker.hash : undefined;
  }
  const own = rules.get(object.type);
  const key = naturalKeyOf(own, object);
  if (key === undefined || claims.keys.has(key)) return undefined;
  const found = [...interrupted.creations].find(
    ([hash, creation]) => isOurs(hash, creation) && naturalKeyOf(own, creation) === key,
  );
  return found?.[0];
}

/**
 * The recorded resource beside which an object stands. The journal must know of a call that was thought to be lost: who
 * copies an object by hand copies its marker, too.
 */
function twin(
  { marker, type }: ObservedObject,
  { graph, interrupted, rules, wishes }: World,
  places: ReadonlyMap<string, Place>,
): Place | undefined {
  if (marker === undefined || marker.stack !== graph.stack) return undefined;
  if (rules.get(type)?.naturalKey !== undefined) return undefined; // exists once: it is the same, seen twice
  if (interrupted.creations.get(marker.hash)?.made !== true && !wishes.deleteData) return undefined;
  return places.get(placeOf({ type, marker: marker.hash }));
}

/** A resource that is there, so that another object of its marker is one too many. */
type Place = Pick<AppliedResource, "address" | "marker">;

/** By type and marker: what is recorded and exists, and what is taken over. A replacement has two of one marker. */
function placesOf({ record }: World, eyes: Eyes, steps: readonly Step[]): ReadonlyMap<string, Place> {
  const moving = new Set(steps.filter(({ action }) => action === "replace" || action === "forget").map(placeOf));
  const adopted = steps.filter(({ reasons }) => reasons.some(({ because }) => because === "adopted"));
  const there = record.resources.filter(({ type, id }) => eyes.byId(type, id).kind === "there");
  const places = new Map<string, Place>();
  for (const place of [...there, ...adopted]) {
    if (place.marker !== "" && !moving.has(placeOf(place))) places.set(placeOf(place), place);
  }
  return places;
}

function placeOf({ type, marker }: { readonly type: string; readonly marker: string }): string {
  return `${type} ${marker}`;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
}
