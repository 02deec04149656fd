import { canonical } from "./digest.ts";
import type { ResourceRules } from "./resource-rules.ts";
import { isJoin, isList, isRecord, type Inputs, type Value } from "./value.ts";

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
 * one function. Lists in `rules.sets` are compared without order, the lists in their items too (the addresses of a
 * firewall rule); `null`, `undefined` and an absent key are the same at any depth, and so are a number and its decimal
 * text: official SDKs want ids as numbers, while a reference's `id` is always text.
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
  return isEqual(a, b) || normal(a, unordered) === normal(b, unordered);
}

/** What is equal to the letter is the same, which is seen sooner than what only means the same. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}

function normal(value: Value | undefined, unordered: boolean): string {
  return canonical(comparable(value ?? null, unordered));
}

function comparable(value: Value, unordered: boolean): Value {
  if (typeof value === "number") return String(value);
  if (isJoin(value)) return value; // its order is the text
  if (isList(value)) {
    const items = value.map((item) => comparable(item, unordered));
    return unordered ? items.sort(byText) : items;
  }
  if (!isRecord(value)) return value;
  const present = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(present.map(([key, item]) => [key, comparable(item, unordered)]));
}

function byText(a: Value, b: Value): number {
  return canonical(a) < canonical(b) ? -1 : 1;
}
