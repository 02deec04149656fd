import { z } from "zod";
import { unwrap } from "./known-keys.ts";
import type { Issue } from "./describe-issue.ts";

/** What a plain union's failure is about: the issues of the option that was meant, or the kinds that would fit. */
export type Closest =
  | { readonly kind: "issues"; readonly issues: readonly Issue[] }
  | { readonly kind: "kinds"; readonly expected: readonly string[] };

/** The option that fits best is meant: right kind of value first, then the fewest issues. */
export function closestBranch(union: unknown, errors: readonly (readonly Issue[])[], value: unknown): Closest {
  const options = unwrap(union);
  const schemas: readonly unknown[] = options instanceof z.ZodUnion ? options.options : [];
  const branches = errors
    .map((issues, index) => ({ issues, schema: schemas[index] }))
    .filter(({ schema }) => !isReferenceSchema(schema));
  const fitting = branches.filter(({ issues, schema }) => fitsText(schema, value) || issues.every(isInside));
  const [best] = fitting.toSorted((a, b) => a.issues.length - b.issues.length);
  if (best !== undefined) return { kind: "issues", issues: best.issues };
  const expected = branches.flatMap(({ issues, schema }) => (isText(schema) ? ["string"] : issues.flatMap(expectedBy)));
  return { kind: "kinds", expected: [...new Set(expected)] };
}

/** Text that may hold references has a schema of its own kind, which says in its metadata that it is text. */
export function isText(schema: unknown): boolean {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodUnion)
    return bare.options.some((option) => isText(option)) && bare.options.every(isTextOrReference);
  return bare instanceof z.ZodString || (bare instanceof z.ZodCustom && bare.meta()?.["type"] === "string");
}

function isTextOrReference(schema: unknown): boolean {
  return isText(schema) || isReferenceSchema(schema);
}

function fitsText(schema: unknown, value: unknown): boolean {
  return typeof value === "string" && unwrap(schema) instanceof z.ZodCustom && isText(schema);
}

/** Whether an issue lies inside a value of the right kind. */
function isInside(issue: Issue): boolean {
  if (issue.path.length > 0) return true;
  return issue.code !== "invalid_type" && issue.code !== "invalid_value" && issue.code !== "custom";
}

function expectedBy(issue: Issue): readonly string[] {
  if (issue.path.length > 0) return [];
  if (issue.code === "invalid_type") return [issue.expected];
  if (issue.code === "invalid_value") return issue.values.map((value) => `\`${String(value)}\``);
  if (issue.code === "invalid_union") return issue.errors.flatMap((inner) => inner.flatMap(expectedBy));
  return [];
}

/** `${...}` can stand for any text, so that an option takes references is not worth a word. */
export function isReferenceSchema(schema: unknown): boolean {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodCustom) return !isText(bare);
  if (bare instanceof z.ZodUnion) return bare.options.every((option) => isReferenceSchema(option));
  return bare instanceof z.ZodObject && Object.keys(bare.shape).some((key) => key.startsWith("$"));
}
