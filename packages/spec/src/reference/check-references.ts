import type { Diagnostic, SpecPath } from "@cloudmake/model";
import { diagnose } from "../diagnostic/diagnose.ts";
import { nearestWord } from "../diagnostic/nearest-word.ts";
import { listed, quoted } from "../diagnostic/words.ts";
import type { ComponentDraft, StackDraft } from "../manifest/draft.ts";
import type { ComponentSchemas } from "../schema/component-schemas.ts";
import type { Span } from "../yaml/source-file.ts";
import type { FoundReference } from "./decode-node.ts";
import { findCycles } from "./find-cycles.ts";

/** Names that a fix lists at most. */
const shownNames = 12;

/** Whether every reference has a target, and whether some order of making things satisfies them all. */
export function checkReferences(stacks: readonly StackDraft[], types: ComponentSchemas): readonly Diagnostic[] {
  const byId = new Map(stacks.toReversed().map((stack) => [stack.id, stack]));
  const unknown = stacks.flatMap((stack) =>
    stack.components.flatMap((component) => [
      ...component.references.flatMap((reference) => checkReference(stack, reference, byId, types)),
      ...checkOrder(stack, component, byId),
    ]),
  );
  // Of two stacks with one name only the first counts here; the second has its own diagnostic.
  const unique = stacks.filter((stack) => byId.get(stack.id) === stack);
  return [...unknown, ...componentCycles(unique), ...stackCycles(unique)];
}

function checkReference(
  from: StackDraft,
  { target, path, span }: FoundReference,
  byId: ReadonlyMap<string, StackDraft>,
  types: ComponentSchemas,
): readonly Diagnostic[] {
  const { stack, component, output } = target.$from;
  const to = stack === from.id ? from : byId.get(stack);
  if (to === undefined) return [unknownStack(from, span, stack, byId, path)];
  const found = to.components.find(({ name }) => name === component);
  if (found === undefined) return [unknownComponent(from, { span, path }, to, component, byId)];
  const outputs = found.type === undefined ? [] : (types.get(found.type)?.outputs.map(({ name }) => name) ?? []);
  if (outputs.length === 0 || outputs.includes(output)) return [];
  const nearest = nearestWord(output, outputs);
  const owner = `Component ${quoted(component)} (${found.type})`;
  const isBare = output === "self";
  return [
    diagnose(from.source, span, "SPEC_UNKNOWN_OUTPUT", {
      summary: isBare ? `${owner} is more than one value` : `${owner} has no output ${quoted(output)}`,
      fix: fixOf(
        nearest,
        outputs.filter((name) => name !== "self").map((name) => (isBare ? `${component}.${name}` : name)),
      ),
      path,
    }),
  ];
}

function checkOrder(
  stack: StackDraft,
  component: ComponentDraft,
  byId: ReadonlyMap<string, StackDraft>,
): readonly Diagnostic[] {
  const path = ["spec", "components", component.name, "dependsOn"];
  return component.dependsOn
    .filter(({ name }) => !stack.components.some((other) => other.name === name))
    .map(({ name, span }) => unknownComponent(stack, { span, path }, stack, name, byId));
}

function unknownStack(
  from: StackDraft,
  span: Span,
  id: string,
  byId: ReadonlyMap<string, StackDraft>,
  path: SpecPath,
): Diagnostic {
  const known = [...byId.keys()].sort();
  return diagnose(from.source, span, "SPEC_UNKNOWN_STACK", {
    summary: `No spec that was read describes ${quoted(id)}`,
    fix: fixOf(
      nearestWord(id, known),
      known.filter((other) => other !== from.id),
    ),
    path,
  });
}

function unknownComponent(
  from: StackDraft,
  at: { readonly span: Span; readonly path: SpecPath },
  to: StackDraft,
  name: string,
  byId: ReadonlyMap<string, StackDraft>,
): Diagnostic {
  const names = to.components.map((component) => component.name);
  const [project] = to.id.split("/");
  const others = [...byId.values()].filter(({ id }) => id.split("/")[0] === project);
  const having = others.filter(({ components }) => components.some((component) => component.name === name));
  const isLimited = having.length > 0;
  return diagnose(from.source, at.span, "SPEC_UNKNOWN_COMPONENT", {
    summary: `There is no component ${quoted(name)}${from === to && !isLimited ? "" : ` in ${quoted(to.id)}`}`,
    detail: isLimited ? `Its \`in\` limits it to ${listed(having.map(({ id }) => id))}.` : undefined,
    fix: isLimited ? "Limit this with `in` too, or say it per environment." : fixOf(nearestWord(name, names), names),
    path: at.path,
  });
}

function fixOf(nearest: string | undefined, known: readonly string[]): string | undefined {
  if (nearest !== undefined) return `Write ${quoted(nearest)}.`;
  if (known.length === 0) return undefined;
  return known.length === 1 ? `There is only ${quoted(known[0])}.` : `There are ${listed(known.slice(0, shownNames))}.`;
}

function componentCycles(stacks: readonly StackDraft[]): readonly Diagnostic[] {
  const graph = new Map<string, Set<string>>();
  const owners = new Map<string, { readonly stack: StackDraft; readonly component: ComponentDraft }>();
  for (const stack of stacks) {
    for (const component of stack.components) {
      if (component.references.length + component.dependsOn.length === 0) continue;
      const id = `${stack.id}/${component.name}`;
      owners.set(id, { stack, component });
      const targets = new Set(component.references.map(idOf));
      for (const { name } of component.dependsOn) targets.add(`${stack.id}/${name}`);
      graph.set(id, targets);
    }
  }
  return findCycles(graph).flatMap((cycle) => {
    const [first = "", second = ""] = cycle;
    const owner = owners.get(first);
    if (owner === undefined) return [];
    const { stack, component } = owner;
    const span =
      component.references.find((reference) => idOf(reference) === second)?.span ??
      component.dependsOn.find(({ name }) => `${stack.id}/${name}` === second)?.span ??
      component.span;
    const inside = cycle.every((id) => owners.get(id)?.stack === stack);
    const names = cycle.map((id) => (inside ? id.slice(stack.id.length + 1) : id));
    const summary =
      cycle.length === 2
        ? `${quoted(names[0])} waits for itself`
        : `Components wait for each other: ${names.map(quoted).join(" -> ")}`;
    return [diagnose(stack.source, span, "SPEC_CYCLE", { summary, fix: "Remove one of these references." })];
  });
}

/** Components may be in order and their stacks still not: a stack is applied as a whole. */
function stackCycles(stacks: readonly StackDraft[]): readonly Diagnostic[] {
  const graph = new Map<string, Set<string>>();
  for (const stack of stacks) {
    const others = stack.components.flatMap(({ references }) =>
      references.map(({ target }) => String(target.$from.stack)),
    );
    graph.set(stack.id, new Set(others.filter((id) => id !== stack.id)));
  }
  return findCycles(graph).flatMap((cycle) => {
    const [first, second] = cycle;
    const stack = stacks.find(({ id }) => id === first);
    const reference = stack?.components
      .flatMap(({ references }) => references)
      .find(({ target }) => target.$from.stack === second);
    if (stack === undefined || reference === undefined) return [];
    const summary = `Stacks wait for each other: ${cycle.map(quoted).join(" -> ")}`;
    return [
      diagnose(stack.source, reference.span, "SPEC_CYCLE", {
        summary,
        detail: "A stack is applied as a whole, so one of them must do without the other.",
        fix: "Remove one of these references.",
      }),
    ];
  });
}

function idOf({ target }: FoundReference): string {
  return `${target.$from.stack}/${target.$from.component}`;
}
