import {
  type AppliedResource,
  type DriftReport,
  type FieldDrift,
  type Finding,
  movesAway,
  type ObservedObject,
  type ResourceNode,
  type ResourceRules,
  sameValue,
  type StackId,
  type Step,
  type Value,
} from "@cloudmake/model";
import { Eyes } from "./eyes.ts";
import { groupFindings, withKey } from "./group-findings.ts";
import { liveValueOf } from "./live-value.ts";
import { makeSteps } from "./make-plan.ts";
import { rulesOf, type World } from "./world.ts";

/** Steps that wait for an apply, whatever the clouds say. */
export function waitingSteps(world: World): readonly Step[] {
  const unseen = { ...world, observation: undefined };
  return makeSteps(unseen, new Eyes(unseen));
}

/**
 * How far the clouds have drifted from what was applied. All worlds share one observation.
 * @param waiting `waitingSteps` of each stack, where somebody had the time to make them before
 */
export function makeDriftReport(
  worlds: readonly World[],
  takenAt: string,
  waiting: ReadonlyMap<StackId, readonly Step[]> = new Map(),
): DriftReport {
  const found = worlds.flatMap((world) => findingsOf(world, waiting.get(world.graph.stack) ?? waitingSteps(world)));
  const findings = [...found, ...unmanaged(worlds)].map(withKey);
  const count = (wanted: Finding["class"]): number => findings.filter((finding) => finding.class === wanted).length;
  const counts = {
    changed: count("changed"),
    missing: count("missing"),
    unmanaged: count("unmanaged"),
    pending: count("pending"),
    unreadable: count("unreadable"),
  };
  const drifted = counts.changed + counts.missing + counts.unmanaged > 0;
  return {
    formatVersion: 1,
    takenAt,
    stacks: worlds.map(({ graph }) => graph.stack),
    findings,
    groups: groupFindings(findings),
    summary: {
      resources: worlds.reduce((sum, { record }) => sum + record.resources.length, 0),
      ...counts,
      status: counts.unreadable > 0 ? "incomplete" : drifted ? "drift" : "clean",
    },
  };
}

type Found = Omit<Finding, "key">;

function findingsOf(world: World, pending: readonly Step[]): readonly Found[] {
  const eyes = new Eyes(world);
  const steps = new Map(pending.map((step) => [step.address, step]));
  const nodes = new Map(world.graph.nodes.map((node) => [node.address, node]));
  const drifted = world.record.resources.flatMap((resource) => {
    const { address } = resource;
    return drift(resource, world, eyes, { step: steps.get(address), origins: nodes.get(address)?.origins ?? {} });
  });
  return [...drifted, ...pending.filter(isPending).flatMap((step) => pendingFinding(step, world, eyes))];
}

/**
 * What holds data is kept where the spec drops it: that is no wish that waits. A setting that it may not have is. Of a move
 * the half that takes over speaks for both.
 */
function isPending(step: Step): boolean {
  const { action, reasons } = step;
  if (action === "keep" || movesAway(step)) return false;
  if (action !== "hold" || reasons.some(({ because }) => because === "changed")) return true;
  return !reasons.some(({ because }) => because === "stateful");
}

/** What the spec says of a resource now. */
interface Wanted {
  readonly step: Step | undefined;
  readonly origins: ResourceNode["origins"];
}

function drift(resource: AppliedResource, world: World, eyes: Eyes, wanted: Wanted): readonly Found[] {
  const { address, type, id } = resource;
  const finding = { stack: world.graph.stack, address, type, id, fields: [] };
  const sight = eyes.byId(type, id);
  switch (sight.kind) {
    case "unasked":
      return [];
    case "unreadable": {
      const seen = world.observation?.unreadable.find((unreadable) => unreadable.type === type);
      return [{ ...finding, class: "unreadable", problem: { code: sight.code, message: seen?.message ?? "" } }];
    }
    case "gone":
      return [{ ...finding, class: "missing" }];
    case "there": {
      const fields = driftedFields(resource, sight.object, world, wanted);
      return fields.length === 0 ? [] : [{ ...finding, class: "changed", name: sight.object.name, fields }];
    }
  }
}

/**
 * Only what we applied and the cloud gives back can drift; defaults the cloud filled in are not ours, and what is
 * already as the spec wants it now needs nobody.
 */
function driftedFields(
  resource: AppliedResource,
  object: ObservedObject,
  world: World,
  { step, origins }: Wanted,
): FieldDrift[] {
  const rules = rulesOf(world, resource.type);
  return Object.entries(resource.inputs).flatMap(([field, applied]) => {
    const live = liveInput(resource, object, field, rules);
    const same = (value: Value | undefined): boolean => sameValue(value, live, rules.sets.includes(field));
    const wanted = step?.inputs?.[field];
    if (live === undefined || same(applied) || (wanted !== undefined && same(wanted))) return [];
    const place = origins[field] ?? origins[""];
    return [{ field, applied, live, ...optional("wanted", wanted), ...(place === undefined ? {} : { place }) }];
  });
}

/** What the cloud says of a setting; `undefined` where it says nothing. */
function liveInput(
  { inputs }: AppliedResource,
  object: ObservedObject,
  field: string,
  { writeOnly }: ResourceRules,
): Value | undefined {
  const live = writeOnly.includes(field) ? undefined : object.inputs[field];
  return live === undefined ? undefined : liveValueOf(inputs[field] ?? null, live);
}

function optional(key: "wanted" | "applied", value: Value | undefined): Partial<FieldDrift> {
  return value === undefined ? {} : { [key]: value };
}

function pendingFinding(step: Step, world: World, eyes: Eyes): readonly Found[] {
  const changes = step.reasons.filter((reason) => reason.because === "changed");
  const fields = changes
    .filter(({ field, after }) => !isThere(step, field, after, world, eyes))
    .map(({ field, before, after, place }): FieldDrift => {
      const where = place === undefined ? {} : { place };
      return { field, ...optional("wanted", after), ...optional("applied", before), ...where };
    });
  if (changes.length > 0 && fields.length === 0) return [];
  const { address, type } = step;
  const id = step.id === undefined ? {} : { id: step.id };
  return [{ class: "pending", stack: world.graph.stack, address, type, ...id, fields }];
}

/** Whether somebody has already done by hand what the spec wants of a setting. */
function isThere(step: Step, field: string, wanted: Value | undefined, world: World, eyes: Eyes): boolean {
  const recorded = eyes.recorded(step);
  const sight = recorded === undefined ? undefined : eyes.byId(step.type, recorded.id);
  if (recorded === undefined || sight?.kind !== "there" || recorded.inputs[field] === undefined) return false;
  const rules = rulesOf(world, step.type);
  const live = liveInput(recorded, sight.object, field, rules);
  return live !== undefined && sameValue(live, wanted, rules.sets.includes(field));
}

/**
 * Objects that carry a marker of these stacks and that no record knows, and all that the next apply would sweep. What was
 * let go on purpose is nobody's surprise.
 */
function unmanaged(worlds: readonly World[]): readonly Found[] {
  const recorded = new Set(worlds.flatMap(({ record }) => record.resources.map(({ type, id }) => `${type} ${id}`)));
  const letGo = new Set(worlds.flatMap(({ interrupted }) => interrupted.letGo.map(({ type, id }) => `${type} ${id}`)));
  const stacks = new Set(worlds.map(({ graph }) => graph.stack));
  const objects = worlds[0]?.observation?.objects ?? [];
  const strange = objects.filter(({ marker, type, id }) => marker !== undefined && !recorded.has(`${type} ${id}`));
  const doubtful = new Set(strange.map(({ marker }) => marker?.stack));
  const asked = worlds.filter(({ graph, interrupted }) => doubtful.has(graph.stack) || interrupted.creations.size > 0);
  const orphans = new Map(asked.flatMap(orphansOf));
  return objects.flatMap(({ marker, type, id, name }): Found[] => {
    if (recorded.has(`${type} ${id}`) || letGo.has(`${type} ${id}`)) return [];
    const left = orphans.get(`${type} ${id}`);
    const stack = left ?? marker?.stack;
    if (stack === undefined || !stacks.has(stack)) return [];
    return [{ class: "unmanaged", stack, type, id, name, fields: [], ...(left === undefined ? {} : { orphan: true }) }];
  });
}

function orphansOf(world: World): readonly (readonly [string, World["graph"]["stack"]])[] {
  const orphans = makeSteps(world, new Eyes(world)).filter(({ reasons }) =>
    reasons.some(({ because }) => because === "orphan"),
  );
  return orphans.map(({ type, id }) => [`${type} ${id}`, world.graph.stack] as const);
}
