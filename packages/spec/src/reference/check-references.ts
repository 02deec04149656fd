import type { Diagnostic } from "@cloudmake/model";
import { diagnose } from "../diagnostic/diagnose.ts";
import { nearestWord } from "../diagnostic/nearest-word.ts";
import { listed, quoted } from "../diagnostic/words.ts";
import type { ComponentDraft, StackDraft } from "../manifest/draft.ts";
import type { ComponentSchemas } from "../schema/component-schemas.ts";
import type { FoundReference } from "./decode-node.ts";
import { findCycles } from "./find-cycles.ts";

/** Whether every reference has a target, and whether some order of making things satisfies them all. */
export function checkReferences(stacks: readonly StackDraft[], types: ComponentSchemas): readonly Diagnostic[] {
  const byId = new Map(stacks.map((stack) => [stack.id, stack]));
  const unknown = stacks.flatMap((stack) =>
    stack.components.flatMap((component) => [
      ...component.references.flatMap((reference) => checkReference(stack, reference, byId, types)),
      ...checkOrder(stack, component),
    ]),
  );
  return [...unknown, ...componentCycles(stacks), ...stackCycles(stacks)];
}

function checkReference(
  from: StackDraft,
  { target, path, span }: FoundReference,
  byId: ReadonlyMap<string, StackDraft>,
  types: ComponentSchemas,
): readonly Diagnostic[] {
  const { stack, component, output } = target.$from;
  const to = byId.get(stack);
  const at = { path };
  if (to === undefined) {
    const nearest = nearestWord(stack, [...byId.keys()]);
    const fix = nearest === undefined ? `There are ${listed([...byId.keys()].slice(0, 10))}.` : `Write \`${nearest}\`.`;
    return [
      diagnose(from.source, span, "SPEC_UNKNOWN_STACK", { ...at, summary: `No spec describes ${quoted(stack)}`, fix }),
    ];
  }
  const found = to.components.find(({ name }) => name === component);
  if (found === undefined) return [unknownComponent(from, span, to, component, path)];
  const outputs = found.type === undefined ? undefined : types.get(found.type)?.outputs.map(({ name }) => name);
  if (outputs === undefined || outputs.includes(output)) return [];
  const nearest = nearestWord(output, outputs);
  const named = outputs.filter((name) => name !== "self");
  const summary =
    output === "self"
      ? `Component ${quoted(component)} (${found.type}) is more than one value`
      : `Component ${quoted(component)} (${found.type}) has no output ${quoted(output)}`;
  const fix = nearest === undefined ? `It has ${listed(named)}.` : `Write \`${nearest}\`.`;
  return [
    diagnose(from.source, span, "SPEC_UNKNOWN_OUTPUT", { ...at, summary, fix: outputs.length === 0 ? undefined : fix }),
  ];
}

function checkOrder(stack: StackDraft, component: ComponentDraft): readonly Diagnostic[] {
  return component.dependsOn
    .filter(({ name }) => !stack.components.some((other) => other.name === name))
    .map(({ name, span }) =>
      unknownComponent(stack, span, stack, name, ["spec", "components", component.name, "dependsOn"]),
    );
}

function unknownComponent(
  from: StackDraft,
  span: FoundReference["span"],
  to: StackDraft,
  name: string,
  path: FoundReference["path"],
): Diagnostic {
  const names = to.components.map((component) => component.name).filter((known) => known !== name);
  const nearest = nearestWord(name, names);
  return diagnose(from.source, span, "SPEC_UNKNOWN_COMPONENT", {
    summary: `There is no component ${quoted(name)} in ${quoted(to.id)}`,
    fix:
      nearest === undefined
        ? names.length === 0
          ? undefined
          : `There are ${listed(names.slice(0, 20))}.`
        : `Write \`${nearest}\`.`,
    path,
  });
}

function componentCycles(stacks: readonly StackDraft[]): readonly Diagnostic[] {
  const graph = new Map<string, Set<string>>();
  const owners = new Map<string, { readonly stack: StackDraft; readonly component: ComponentDraft }>();
  for (const stack of stacks) {
    for (const component of stack.components) {
      const id = `${stack.id}/${component.name}`;
      owners.set(id, { stack, component });
      graph.set(
        id,
        new Set([...component.references.map(idOf), ...component.dependsOn.map(({ name }) => `${stack.id}/${name}`)]),
      );
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
