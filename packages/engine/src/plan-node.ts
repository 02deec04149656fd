import {
  type AppliedResource,
  compareInputs,
  type FieldChange,
  type Inputs,
  type ObservedObject,
  type Reason,
  type ResourceNode,
  type ResourceRules,
  sameValue,
  type Step,
} from "@cloudmake/model";
import { baselineOf } from "./baseline.ts";
import { inDoubt } from "./in-doubt.ts";
import type { Eyes } from "./eyes.ts";
import type { Wishes } from "./world.ts";

/** How a node of the graph stands to record and cloud. */
type Standing =
  | { readonly kind: "import"; readonly id: string }
  | { readonly kind: "new" }
  | { readonly kind: "left-over"; readonly object: ObservedObject }
  | { readonly kind: "unreadable"; readonly code: string; readonly recorded: AppliedResource | undefined }
  | { readonly kind: "missing"; readonly recorded: AppliedResource; readonly other: ObservedObject | undefined }
  | {
      readonly kind: "present";
      readonly recorded: AppliedResource;
      readonly object: ObservedObject | undefined;
      /** Made by an interrupted replacement: another one will take it over. */
      readonly successor: ObservedObject | undefined;
    };

/**
 * What one resource of the spec needs, and why.
 * @param inputs the node's inputs with everything known filled in
 */
export function planNode(node: ResourceNode, inputs: Inputs, rules: ResourceRules, eyes: Eyes, wishes: Wishes): Step {
  const step = { address: node.address, type: node.type, marker: node.marker, inputs, dependsOn: [...node.dependsOn] };
  // Also what is gone or cannot be read may be let go: that is when people want to.
  const known = wishes.forgets.has(node.address) ? eyes.recorded(node) : undefined;
  if (known !== undefined) return { ...step, action: "forget", id: known.id, reasons: [{ because: "requested" }] };
  const standing = standingOf(node, eyes, wishes);
  switch (standing.kind) {
    case "import":
      return { ...step, action: "import", id: standing.id, reasons: [{ because: "requested" }] };
    case "new": {
      const made = eyes.madeElsewhere(node.type, inputs);
      if (made === undefined) return { ...step, action: "create", reasons: [{ because: "added" }] };
      const reasons = adopting(made.object, { ...step, marker: made.marker }, rules, eyes);
      return { ...step, action: "create", id: made.object.id, reasons };
    }
    case "left-over": {
      const { object } = standing;
      return { ...step, action: "create", id: object.id, reasons: adopting(object, step, rules, eyes) };
    }
    case "unreadable": {
      const id = standing.recorded?.id;
      const reasons: Reason[] = [{ because: "unreadable", code: standing.code }];
      return { ...step, action: "hold", ...(id === undefined ? {} : { id }), reasons };
    }
    case "missing": {
      const { recorded, other } = standing;
      const missing: Reason = { because: "missing", id: recorded.id };
      if (other === undefined) return { ...step, action: "create", reasons: [missing] };
      return { ...step, action: "create", id: other.id, reasons: [missing, ...adopting(other, step, rules, eyes)] };
    }
    case "present":
      return planPresent(step, standing, node, rules, eyes, wishes);
  }
}

function standingOf(node: ResourceNode, eyes: Eyes, wishes: Wishes): Standing {
  const recorded = eyes.recorded(node);
  const wanted = wishes.imports.get(node.address);
  if (recorded === undefined) {
    if (wanted !== undefined) return { kind: "import", id: wanted };
    const sight = eyes.byMarker(node.type, node.marker);
    if (sight.kind === "unreadable") return { kind: "unreadable", code: sight.code, recorded };
    return sight.kind === "there" ? { kind: "left-over", object: sight.object } : { kind: "new" };
  }
  const sight = eyes.byId(node.type, recorded.id);
  switch (sight.kind) {
    case "unreadable":
      return { kind: "unreadable", code: sight.code, recorded };
    case "gone":
      return { kind: "missing", recorded, other: otherOf(node, recorded, eyes) };
    case "unasked":
      return { kind: "present", recorded, object: undefined, successor: undefined };
    case "there":
      return { kind: "present", recorded, object: sight.object, successor: otherOf(node, recorded, eyes) };
  }
}

function otherOf({ type, marker }: ResourceNode, { id }: AppliedResource, eyes: Eyes): ObservedObject | undefined {
  const sight = eyes.byMarker(type, marker, id);
  return sight.kind === "there" ? sight.object : undefined;
}

type Planned = Omit<Step, "action" | "reasons"> & { readonly inputs: Inputs };

function adopting(object: ObservedObject, { marker, inputs }: Planned, rules: ResourceRules, eyes: Eyes): Reason[] {
  const { id } = object;
  return [{ because: "adopted", id }, ...inDoubt(eyes.begun(marker), { object, inputs, rules })];
}

function planPresent(
  step: Planned,
  { recorded, object, successor }: Extract<Standing, { kind: "present" }>,
  node: ResourceNode,
  rules: ResourceRules,
  eyes: Eyes,
  wishes: Wishes,
): Step {
  const known = { ...step, id: recorded.id };
  const changes = compareInputs(rules, baselineOf(recorded, object, rules.writeOnly), step.inputs);
  const replaces = wishes.replaces.has(node.address) || changes.some((change) => change.replaces);
  const reasons = changes.map((change) => reasonOf(change, recorded, node, rules, replaces));
  for (const detail of recorded.incomplete ?? []) reasons.push({ because: "incomplete", detail });
  const explained = new Set(changes.map(({ field }) => field));
  const begun = [...eyes.begunOn(recorded)].filter((field) => !explained.has(field));
  reasons.push(...inDoubt(begun, { recorded, object, inputs: step.inputs, rules }));
  const marked = object?.marker?.hash;
  // The spec went back to the old address: so does the object, lest a lost record be made again with the other.
  if (marked !== undefined && eyes.takersOf(recorded).includes(marked)) {
    reasons.push({ because: "interrupted", field: "marker" });
  }
  const taken = successor === undefined ? [] : adopting(successor, step, rules, eyes);
  if (wishes.replaces.has(node.address)) {
    return { ...known, action: "replace", reasons: [...reasons, { because: "requested" }, ...taken] };
  }
  if (reasons.length === 0) return { ...known, action: "keep", reasons };
  if (!replaces) return { ...known, action: "update", reasons };
  if (rules.stateful && !wishes.deleteData) {
    return { ...known, action: "hold", reasons: [...reasons, { because: "stateful" }, ...taken] };
  }
  return { ...known, action: "replace", reasons: [...reasons, ...taken] };
}

/** The spec moved, or somebody moved the object. */
function reasonOf(
  change: FieldChange,
  recorded: AppliedResource,
  node: ResourceNode,
  rules: ResourceRules,
  replaced: boolean,
): Reason {
  const { field, replaces } = change;
  const stops = !replaced && rules.stopsOn.includes(field) ? { stops: true as const } : {};
  const place = node.origins[field] ?? node.origins[""];
  const where = place === undefined ? {} : { place };
  if (!sameValue(recorded.inputs[field], change.after, rules.sets.includes(field))) {
    const before = change.before === undefined ? {} : { before: change.before };
    const after = change.after === undefined ? {} : { after: change.after };
    return { because: "changed", field, replaces, ...stops, ...before, ...after, ...where };
  }
  const live = change.before === undefined ? {} : { live: change.before };
  const wanted = change.after === undefined ? {} : { wanted: change.after };
  return { because: "drifted", field, replaces, ...stops, ...live, ...wanted, ...where };
}
