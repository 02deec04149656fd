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
import type { Eyes, Wishes } from "./world.ts";

/** How a node of the graph stands to record and cloud. */
type Standing =
  | { readonly kind: "import"; readonly id: string }
  | { readonly kind: "new" }
  | { readonly kind: "left-over"; readonly object: ObservedObject }
  | { readonly kind: "unreadable"; readonly code: string; readonly recorded: AppliedResource | undefined }
  | { readonly kind: "missing"; readonly recorded: AppliedResource }
  | { readonly kind: "present"; readonly recorded: AppliedResource; readonly object: ObservedObject | undefined };

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
    case "new":
      return { ...step, action: "create", reasons: [{ because: "added" }] };
    case "left-over": {
      const { id } = standing.object;
      return { ...step, action: "create", id, reasons: [{ because: "adopted", id }] };
    }
    case "unreadable": {
      const id = standing.recorded?.id;
      const reasons: Reason[] = [{ because: "unreadable", code: standing.code }];
      return { ...step, action: "hold", ...(id === undefined ? {} : { id }), reasons };
    }
    case "missing":
      return { ...step, action: "create", reasons: [{ because: "missing", id: standing.recorded.id }] };
    case "present":
      return planPresent(step, standing.recorded, standing.object, node, rules, wishes);
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
      return { kind: "missing", recorded };
    case "unasked":
      return { kind: "present", recorded, object: undefined };
    case "there":
      return { kind: "present", recorded, object: sight.object };
  }
}

function planPresent(
  step: Omit<Step, "action" | "reasons"> & { readonly inputs: Inputs },
  recorded: AppliedResource,
  object: ObservedObject | undefined,
  node: ResourceNode,
  rules: ResourceRules,
  wishes: Wishes,
): Step {
  const known = { ...step, id: recorded.id };
  const changes = compareInputs(rules, baselineOf(recorded, object, rules.writeOnly), step.inputs);
  const reasons = changes.map((change) => reasonOf(change, recorded, node, rules));
  for (const detail of recorded.incomplete ?? []) reasons.push({ because: "incomplete", detail });
  if (wishes.replaces.has(node.address)) {
    return { ...known, action: "replace", reasons: [...reasons, { because: "requested" }] };
  }
  if (reasons.length === 0) return { ...known, action: "keep", reasons };
  if (!changes.some(({ replaces }) => replaces)) return { ...known, action: "update", reasons };
  if (rules.stateful && !wishes.deleteData) {
    return { ...known, action: "hold", reasons: [...reasons, { because: "stateful" }] };
  }
  return { ...known, action: "replace", reasons };
}

/** The spec moved, or somebody moved the object. */
function reasonOf(change: FieldChange, recorded: AppliedResource, node: ResourceNode, rules: ResourceRules): Reason {
  const { field, replaces } = change;
  const place = node.origins[field] ?? node.origins[""];
  const where = place === undefined ? {} : { place };
  if (!sameValue(recorded.inputs[field], change.after, rules.sets.includes(field))) {
    const before = change.before === undefined ? {} : { before: change.before };
    const after = change.after === undefined ? {} : { after: change.after };
    return { because: "changed", field, replaces, ...before, ...after, ...where };
  }
  const live = change.before === undefined ? {} : { live: change.before };
  const wanted = change.after === undefined ? {} : { wanted: change.after };
  return { because: "drifted", field, replaces, ...live, ...wanted, ...where };
}
