import { z } from "zod";
import { unwrap } from "./known-keys.ts";
import type { Issue } from "./describe-issue.ts";

/** What a plain union's failure is about: the issues of the option that was meant, or the kinds that would fit. */
export type Closest =
  | { readonly kind: "issues"; readonly issues: readonly Issue[] }
  | { readonly kind: "kinds"; readonly expected: readonly string[] };

/** The option that fits best is meant: right kind of value first, then the fewest issues. */
export function closestBranch(union: unknown, errors: readonly (readonly Issue[])[]): Closest {
  const options = unwrap(union);
  const schemas: readonly unknown[] = options instanceof z.ZodUnion ? options.options : [];
  const branches = errors.filter((_, index) => !isReferenceSchema(schemas[index]));
  const fitting = branches.filter((issues) => issues.every(isInside));
  const [best] = fitting.toSorted((a, b) => a.length - b.length);
  if (best !== undefined) return { kind: "issues", issues: best };
  const expected = branches.flatMap((issues) => issues.flatMap(expectedBy));
  return { kind: "kinds", expected: [...new Set(expected)] };
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
  if (bare instanceof z.ZodCustom) return true;
  if (bare instanceof z.ZodUnion) return bare.options.length > 0 && bare.options.every(isReferenceSchema);
  return bare instanceof z.ZodObject && Object.keys(bare.shape).some((key) => key.startsWith("$"));
}
