import type { Diagnostic } from "@cloudmake/model";
import { diagnose } from "../diagnostic/diagnose.ts";
import { quoted } from "../diagnostic/words.ts";
import type { ComponentDraft, StackDraft } from "../manifest/draft.ts";
import { findCycles } from "./find-cycles.ts";
import type { KnownStack, KnownStacks } from "./known-stacks.ts";

const fix = "Remove one of these references.";

/** Whether some order of making things satisfies every reference and every `dependsOn`. */
export function checkCycles(known: KnownStacks): readonly Diagnostic[] {
  return [...componentCycles(known), ...stackCycles(known)];
}

function componentCycles(known: KnownStacks): readonly Diagnostic[] {
  const graph = new Map<ComponentDraft, ReadonlySet<ComponentDraft>>();
  for (const stack of known.all) {
    for (const component of stack.components.values()) {
      const targets = targetsOf(component, stack, known);
      if (targets.size > 0) graph.set(component, targets);
    }
  }
  const cycles = findCycles(graph);
  if (cycles.length === 0) return [];
  const owners = new Map(known.all.flatMap(({ draft }) => draft.components.map((component) => [component, draft])));
  return cycles.flatMap((cycle) => describeComponents(cycle, owners, known));
}

function targetsOf(component: ComponentDraft, own: KnownStack, known: KnownStacks): ReadonlySet<ComponentDraft> {
  const targets = new Set<ComponentDraft>();
  for (const reference of component.references) {
    const target = known.targetOf(reference);
    if (target !== undefined) targets.add(target);
  }
  for (const { name } of component.dependsOn) {
    const target = own.components.get(name);
    if (target !== undefined) targets.add(target);
  }
  return targets;
}

function describeComponents(
  cycle: readonly ComponentDraft[],
  owners: ReadonlyMap<ComponentDraft, StackDraft>,
  known: KnownStacks,
): readonly Diagnostic[] {
  const [first, second] = cycle;
  if (first === undefined || second === undefined) return [];
  const stack = owners.get(first);
  if (stack === undefined) return [];
  const span =
    first.references.find((reference) => known.targetOf(reference) === second)?.span ??
    first.dependsOn.find(({ name }) => owners.get(second) === stack && name === second.name)?.span ??
    first.span;
  const inside = cycle.every((component) => owners.get(component) === stack);
  const nameOf = (one: ComponentDraft): string => (inside ? one.name : `${owners.get(one)?.id}/${one.name}`);
  const names = cycle.map((component) => quoted(nameOf(component)));
  const summary =
    cycle.length === 2 ? `${names[0]} waits for itself` : `Components wait for each other: ${names.join(" -> ")}`;
  return [diagnose(stack.source, span, "SPEC_CYCLE", { summary, fix })];
}

/** Components may be in order and their stacks still not: a stack is applied as a whole. */
function stackCycles(known: KnownStacks): readonly Diagnostic[] {
  const graph = new Map<StackDraft, ReadonlySet<StackDraft>>();
  for (const { draft } of known.all) {
    const others = othersOf(draft, known);
    if (others.size > 0) graph.set(draft, others);
  }
  return findCycles(graph).flatMap((cycle) => {
    const [first, second] = cycle;
    const reference = first?.components
      .flatMap(({ references }) => references)
      .find(({ target }) => target.$from.stack === second?.id);
    if (first === undefined || reference === undefined) return [];
    const summary = `Stacks wait for each other: ${cycle.map(({ id }) => quoted(id)).join(" -> ")}`;
    const detail = "A stack is applied as a whole, so one of them must do without the other.";
    return [diagnose(first.source, reference.span, "SPEC_CYCLE", { summary, detail, fix })];
  });
}

function othersOf(stack: StackDraft, known: KnownStacks): ReadonlySet<StackDraft> {
  const others = new Set<StackDraft>();
  for (const { references } of stack.components) {
    for (const { target } of references) {
      const other = target.$from.stack === stack.id ? undefined : known.get(target.$from.stack)?.draft;
      if (other !== undefined) others.add(other);
    }
  }
  return others;
}
