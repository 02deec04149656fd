import { type AppliedResource, type Address, isMove, partsOf, type Reason, type Step } from "@cloudmake/model";
import type { Eyes } from "./eyes.ts";
import type { Moves } from "./moves.ts";
import { rulesOf, type World } from "./world.ts";

/**
 * Steps for what the record has and the spec no longer wants, dependents first. A held resource holds everything it stands on.
 */
export function planRemovals(world: World, eyes: Eyes, moves: Moves): readonly Step[] {
  const { removed } = moves;
  const steps = new Map(removed.map((resource) => [resource.address, removalOf(resource, world, eyes, moves)]));
  holdWholeComponents(steps);
  holdFoundations(steps, removed);
  return dependentsFirst(removed).flatMap(({ address }) => steps.get(address) ?? []);
}

function removalOf(resource: AppliedResource, world: World, eyes: Eyes, moves: Moves): Step {
  const { address, type, marker, id } = resource;
  const step = { address, type, marker, id, dependsOn: [...resource.dependsOn] };
  const moving = moves.to(resource);
  if (moving !== undefined) {
    const reasons: Reason[] = [{ because: "moved", address: moving.address }];
    return { ...step, action: moving.now ? "forget" : "hold", reasons };
  }
  const sight = eyes.byId(type, id);
  const removed: Reason = { because: "removed" };
  if (world.wishes.forgets.has(address)) return { ...step, action: "forget", reasons: [{ because: "requested" }] };
  if (sight.kind === "unreadable") {
    const unreadable: Reason = { because: "unreadable", code: sight.code };
    if (world.wishes.forgetUnreadable) return { ...step, action: "forget", reasons: [removed, unreadable] };
    return { ...step, action: "hold", reasons: [removed, unreadable] };
  }
  if (sight.kind === "gone") return { ...step, action: "forget", reasons: [removed, { because: "missing", id }] };
  if (resource.deletion === "retain") return { ...step, action: "forget", reasons: [removed, { because: "retained" }] };
  if (rulesOf(world, type).stateful && resource.deletion !== "delete" && !world.wishes.deleteData) {
    return { ...step, action: "hold", reasons: [removed, { because: "stateful" }] };
  }
  return { ...step, action: "delete", reasons: [removed] };
}

/** A component that holds data is kept as one: a database without its role is of no use. */
function holdWholeComponents(steps: Map<Address, Step>): void {
  const component = (address: Address): string => partsOf(address).component;
  const held = new Set([...steps.values()].filter(holdsData).map(({ address }) => component(address)));
  for (const [address, step] of steps) {
    if (step.action !== "delete" || !held.has(component(address))) continue;
    steps.set(address, { ...step, action: "hold", reasons: [...step.reasons, { because: "stateful" }] });
  }
}

function holdsData(step: Step): boolean {
  return step.action === "hold" && step.reasons.some(({ because }) => because === "stateful");
}

function holdFoundations(steps: Map<Address, Step>, removed: readonly AppliedResource[]): void {
  for (const resource of dependentsFirst(removed)) {
    if (steps.get(resource.address)?.action !== "hold") continue;
    for (const foundation of resource.dependsOn) {
      const step = steps.get(foundation);
      if (step === undefined || step.action === "hold" || isMove(step)) continue;
      const because: Reason = { because: "dependency", address: resource.address };
      steps.set(foundation, { ...step, action: "hold", reasons: [...step.reasons, because] });
    }
  }
}

/** Reverse of the order of creation: nothing is deleted before what depends on it. */
function dependentsFirst(resources: readonly AppliedResource[]): readonly AppliedResource[] {
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  const ordered: AppliedResource[] = [];
  const seen = new Set<Address>();
  const visit = (resource: AppliedResource): void => {
    if (seen.has(resource.address)) return;
    seen.add(resource.address);
    for (const address of resource.dependsOn) {
      const foundation = byAddress.get(address);
      if (foundation !== undefined) visit(foundation);
    }
    ordered.push(resource);
  };
  resources.forEach(visit);
  return ordered.reverse();
}
