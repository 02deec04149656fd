import { digestOf, type Step } from "@cloudmake/model";
import type { LostCall } from "./interrupted-by.ts";
import { makePlan } from "./make-plan.ts";
import { naturalKeyOf } from "./natural-key-of.ts";
import { rulesOf, type World } from "./world.ts";

/**
 * The lost calls of an interrupted run whose outcome still matters and cannot be told from what was seen: a plan made now
 * may be overtaken by them.
 *
 * - A creation is settled when its object is there.
 * - A deletion is when the object is gone. It does not matter where nobody keeps the object.
 * - Whether an update was carried out cannot be seen. It does not matter where the same values are about to be written.
 */
export function unsettledCalls(world: World): readonly LostCall[] {
  const { lost } = world.interrupted;
  if (lost.length === 0) return lost;
  const { steps } = makePlan({ ...world, observation: undefined });
  return lost.filter((call) => !isSettled(call, world) && matters(call, steps));
}

function isSettled({ action, type, marker, id }: LostCall, { graph, observation, rules, interrupted }: World): boolean {
  if (observation === undefined || !observation.types.includes(type)) return false;
  if (observation.unreadable.some((unreadable) => unreadable.type === type)) return false;
  const objects = observation.objects.filter((object) => object.type === type);
  if (action === "delete") return !objects.some((object) => object.id === id);
  if (action === "update" || id !== undefined) return false;
  const key = naturalKeyOf(rules.get(type), interrupted.creations.get(marker) ?? {});
  return objects.some((object) =>
    object.marker === undefined
      ? key !== undefined && naturalKeyOf(rules.get(type), object) === key
      : object.marker.stack === graph.stack && object.marker.hash === marker,
  );
}

function matters({ action, type, id, marker, wanted }: LostCall, steps: readonly Step[]): boolean {
  if (action === "create" && id === undefined) return true;
  if (action !== "delete") {
    const step = steps.find((candidate) => candidate.type === type && candidate.marker === marker);
    return wanted === undefined || step?.action !== action || digestOf(step.inputs ?? {}) !== wanted;
  }
  return steps.some((step) => step.type === type && step.id === id && keeps(step));
}

function keeps({ action }: Step): boolean {
  return action === "keep" || action === "update" || action === "import" || action === "hold";
}

/** When the last of these calls must have come to its end, in milliseconds since the epoch. */
export function settledAt(world: Pick<World, "rules">, calls: readonly LostCall[]): number {
  return Math.max(0, ...calls.map(({ at, type }) => Date.parse(at) + rulesOf(world, type).settleMs));
}
