import type { Diagnostic, SpecPath } from "@cloudmake/model";
import { diagnose } from "../diagnostic/diagnose.ts";
import { nearestWord } from "../diagnostic/nearest-word.ts";
import { listed, quoted } from "../diagnostic/words.ts";
import type { ComponentDraft, StackDraft } from "../manifest/draft.ts";
import type { ComponentSchemas } from "../schema/component-schemas.ts";
import type { Span } from "../yaml/source-file.ts";
import { checkCycles } from "./check-cycles.ts";
import type { FoundReference } from "./decode-node.ts";
import { type KnownStack, KnownStacks } from "./known-stacks.ts";

/** Names that a fix lists at most. */
const shownNames = 12;

/** Whether every reference has a target, and whether some order of making things satisfies them all. */
export function checkReferences(stacks: readonly StackDraft[], types: ComponentSchemas): readonly Diagnostic[] {
  const known = new KnownStacks(stacks);
  const found: Diagnostic[] = [];
  for (const stack of known.read) {
    for (const component of stack.draft.components) {
      for (const reference of component.references) found.push(...checkReference(stack, reference, known, types));
      found.push(...checkOrder(stack, component, known));
    }
  }
  return [...found, ...checkCycles(known)];
}

function checkReference(
  from: KnownStack,
  { target, path, span }: FoundReference,
  known: KnownStacks,
  types: ComponentSchemas,
): readonly Diagnostic[] {
  const { stack, component, output } = target.$from;
  const to = stack === from.draft.id ? from : known.get(stack);
  if (to === undefined) return [unknownStack(from.draft, span, stack, known, path)];
  const found = to.components.get(component);
  if (found === undefined) return [unknownComponent(from, { span, path }, to, component, known)];
  const declared = found.type === undefined ? undefined : types.get(found.type)?.outputs;
  if (declared === undefined || declared.length === 0 || declared.some(({ name }) => name === output)) return [];
  const outputs = declared.map(({ name }) => name);
  const nearest = nearestWord(output, outputs);
  const owner = `Component ${quoted(component)} (${found.type})`;
  const isBare = output === "self";
  return [
    diagnose(from.draft.source, span, "SPEC_UNKNOWN_OUTPUT", {
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
  own: KnownStack,
  { name: from, dependsOn }: ComponentDraft,
  known: KnownStacks,
): readonly Diagnostic[] {
  const path = ["spec", "components", from, "dependsOn"];
  return dependsOn
    .filter(({ name }) => !own.components.has(name))
    .map(({ name, span }) => unknownComponent(own, { span, path }, own, name, known));
}

function unknownStack(from: StackDraft, span: Span, id: string, { all }: KnownStacks, path: SpecPath): Diagnostic {
  const known = all.map(({ draft }) => draft.id).sort();
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
  from: KnownStack,
  at: { readonly span: Span; readonly path: SpecPath },
  to: KnownStack,
  name: string,
  { all }: KnownStacks,
): Diagnostic {
  const names = [...to.components.keys()];
  const [project] = to.draft.id.split("/");
  const others = all.filter(({ draft }) => draft.id.split("/")[0] === project);
  const having = others.filter(({ components }) => components.has(name));
  const isLimited = having.length > 0;
  return diagnose(from.draft.source, at.span, "SPEC_UNKNOWN_COMPONENT", {
    summary: `There is no component ${quoted(name)}${from === to && !isLimited ? "" : ` in ${quoted(to.draft.id)}`}`,
    detail: isLimited ? `Its \`in\` limits it to ${listed(having.map(({ draft }) => draft.id))}.` : undefined,
    fix: isLimited ? "Limit this with `in` too, or say it per environment." : fixOf(nearestWord(name, names), names),
    path: at.path,
  });
}

function fixOf(nearest: string | undefined, known: readonly string[]): string | undefined {
  if (nearest !== undefined) return `Write ${quoted(nearest)}.`;
  if (known.length === 0) return undefined;
  return known.length === 1 ? `There is only ${quoted(known[0])}.` : `There are ${listed(known.slice(0, shownNames))}.`;
}
