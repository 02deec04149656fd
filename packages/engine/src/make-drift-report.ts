import {
  type AppliedResource,
  type DriftReport,
  type FieldDrift,
  type Finding,
  type ObservedObject,
  sameValue,
  type Step,
  type Value,
} from "@cloudmake/model";
import { makePlan } from "./make-plan.ts";
import { Eyes, rulesOf, type World } from "./world.ts";

/** How far the clouds have drifted from what was applied. All worlds share one observation. */
export function makeDriftReport(worlds: readonly World[], takenAt: string): DriftReport {
  const findings = [...worlds.flatMap(findingsOf), ...unmanaged(worlds)];
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
    summary: {
      resources: worlds.reduce((sum, { record }) => sum + record.resources.length, 0),
      ...counts,
      status: counts.unreadable > 0 ? "incomplete" : drifted ? "drift" : "clean",
    },
  };
}

function findingsOf(world: World): readonly Finding[] {
  const eyes = new Eyes(world);
  const pending = makePlan({ ...world, observation: undefined });
  const steps = new Map(pending.steps.map((step) => [step.address, step]));
  const drifted = world.record.resources.flatMap((resource) =>
    drift(resource, world, eyes, steps.get(resource.address)),
  );
  return [...drifted, ...pending.steps.filter(isPending).map((step) => pendingFinding(step, world))];
}

function isPending({ action, reasons }: Step): boolean {
  if (action === "keep") return false;
  return action !== "hold" || !reasons.some(({ because }) => because === "stateful");
}

function drift(resource: AppliedResource, world: World, eyes: Eyes, step: Step | undefined): readonly Finding[] {
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
      const fields = driftedFields(resource, sight.object, world, step);
      return fields.length === 0 ? [] : [{ ...finding, class: "changed", name: sight.object.name, fields }];
    }
  }
}

/** Only what we applied and the cloud gives back can drift; defaults the cloud filled in are not ours. */
function driftedFields(
  resource: AppliedResource,
  object: ObservedObject,
  world: World,
  step: Step | undefined,
): FieldDrift[] {
  const rules = rulesOf(world, resource.type);
  const node = world.graph.nodes.find(({ address }) => address === resource.address);
  return Object.entries(resource.inputs).flatMap(([field, applied]) => {
    const live = rules.writeOnly.includes(field) ? undefined : object.inputs[field];
    if (live === undefined || sameValue(applied, live, rules.sets.includes(field))) return [];
    const wanted = step?.inputs?.[field];
    const place = node?.origins[field] ?? node?.origins[""];
    return [{ field, applied, live, ...optional("wanted", wanted), ...(place === undefined ? {} : { place }) }];
  });
}

function optional(key: "wanted" | "applied", value: Value | undefined): Partial<FieldDrift> {
  return value === undefined ? {} : { [key]: value };
}

function pendingFinding(step: Step, world: World): Finding {
  const fields = step.reasons.flatMap((reason): FieldDrift[] => {
    if (reason.because !== "changed") return [];
    const { field, before, after, place } = reason;
    const where = place === undefined ? {} : { place };
    return [{ field, ...optional("wanted", after), ...optional("applied", before), ...where }];
  });
  const id = step.id === undefined ? {} : { id: step.id };
  return { class: "pending", stack: world.graph.stack, address: step.address, type: step.type, ...id, fields };
}

/** Objects that carry a marker of these stacks and that no record knows. */
function unmanaged(worlds: readonly World[]): readonly Finding[] {
  const recorded = new Set(worlds.flatMap(({ record }) => record.resources.map(({ type, id }) => `${type} ${id}`)));
  const stacks = new Set(worlds.map(({ graph }) => graph.stack));
  const objects = worlds[0]?.observation?.objects ?? [];
  return objects.flatMap(({ marker, type, id, name }): Finding[] => {
    if (marker === undefined || !stacks.has(marker.stack) || recorded.has(`${type} ${id}`)) return [];
    return [{ class: "unmanaged", stack: marker.stack, type, id, name, fields: [] }];
  });
}
