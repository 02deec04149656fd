import { canonical } from "./digest.ts";
import type { ResourceRules } from "./resource-rules.ts";
import { isList, mapValue, type Inputs, type Value } from "./value.ts";

/** One top-level input that differs. `before` or `after` is absent where the input is. */
export interface FieldChange {
  readonly field: string;
  readonly before?: Value;
  readonly after?: Value;
  /** Whether this change makes a new object. */
  readonly replaces: boolean;
}

/**
 * What changed between two sets of inputs, by field name in alphabetical order. Planner and provider decide by this
 * one function. Lists in `rules.sets` are compared without order; `null`, `undefined` and an absent key are the same,
 * and so are a number and its decimal text: official SDKs want ids as numbers, while a reference's `id` is always text.
 */
export function compareInputs(
  rules: Pick<ResourceRules, "replaceOn" | "sets">,
  before: Inputs,
  after: Inputs,
): readonly FieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return fields
    .filter((field) => !sameValue(before[field], after[field], rules.sets.includes(field)))
    .map((field) => ({
      field,
      ...(before[field] === undefined ? {} : { before: before[field] }),
      ...(after[field] === undefined ? {} : { after: after[field] }),
      replaces: rules.replaceOn.includes(field),
    }));
}

export function sameValue(a: Value | undefined, b: Value | undefined, unordered: boolean): boolean {
  if (a === b) return true;
  return normal(a, unordered) === normal(b, unordered);
}

function normal(value: Value | undefined, unordered: boolean): string {
  if (value === undefined || value === null) return "null";
  const comparable = mapValue(value, (leaf) => (typeof leaf === "number" ? String(leaf) : leaf));
  if (unordered && isList(comparable)) return comparable.map(canonical).sort().join("\n");
  return canonical(comparable);
}
