import type { ResourceDefinition } from "@cloudmake/providers";
import { copyOf, type Scenario, subjectOf } from "./scenario.ts";

/** Settings that the cloud gives back. */
export function readableFields({ inputs, secrets, writeOnly }: ResourceDefinition): readonly string[] {
  return Object.keys(inputs.shape).filter((field) => !secrets.includes(field) && !writeOnly.includes(field));
}

/** What the corpus does not try, in words: a definition, or a setting that nobody changes and nobody excuses. */
export function gapsIn(scenarios: readonly Scenario[], definitions: readonly ResourceDefinition[]): readonly string[] {
  return definitions.flatMap((definition) => {
    const own = scenarios.filter(({ parts }) => subjectOf(parts(copyOf(0))).definition.type === definition.type);
    if (own.length === 0) return [`${definition.type} has no scenario`];
    const tried = new Set(own.flatMap(triedFields));
    const missing = readableFields(definition).filter((field) => !tried.has(field));
    return missing.map((field) => `nobody changes ${field} of ${definition.type}`);
  });
}

function triedFields({ parts, edits, fixed }: Scenario): readonly string[] {
  const { name } = subjectOf(parts(copyOf(0)));
  const prefix = `changed ${name}.`;
  const changed = edits.flatMap(({ finds }) => finds.filter((find) => find.startsWith(prefix)));
  return [...changed.map((find) => find.slice(prefix.length)), ...Object.keys(fixed)];
}
