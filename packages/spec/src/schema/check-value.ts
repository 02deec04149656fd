import type { Diagnostic, SpecPath } from "@cloudmake/model";
import type { z } from "zod";
import { limits } from "../limits.ts";
import type { Node } from "../yaml/node.ts";
import type { SourceFile } from "../yaml/source-file.ts";
import { dataAt } from "./child-of-data.ts";
import { describeIssue, type Issue, meantKey, specPath } from "./describe-issue.ts";

/** A value to decode, and all that is needed to say what is wrong with it. */
export interface Subject {
  readonly source: SourceFile;
  readonly node: Node;
  /** The node's data, references parsed. */
  readonly data: unknown;
  /** Whose settings these are, e.g. `component `box` (server)`. */
  readonly owner: string;
  /** Where the node stands in its document. */
  readonly path: SpecPath;
  /** Keys that the owner has beside those of the schema. */
  readonly besides?: readonly string[];
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Decodes by a schema; what the schema refuses becomes diagnostics at the words to mend. */
export function checkValue<S extends z.ZodType>(schema: S, subject: Subject): Checked<z.output<S>> {
  // The empty text says "no wording of its own": only a schema's own messages get through.
  const result = schema.safeParse(subject.data, { error: () => "" });
  if (result.success) return { ok: true, value: result.data, diagnostics: [] };
  const { issues } = result.error;
  const meant = new Set(issues.flatMap((issue) => meantBy(schema, subject, issue)));
  const isMissing = (issue: Issue): boolean => dataAt(subject.data, issue.path) === undefined;
  const told = issues.filter((issue) => !(isMissing(issue) && meant.has(issue.path.join("/"))));
  return {
    ok: false,
    diagnostics: told.slice(0, limits.diagnostics).flatMap((issue) => describeIssue(schema, subject, issue)),
  };
}

/** Paths of the settings that misspelt keys stand for. */
function meantBy(schema: z.ZodType, subject: Subject, issue: Issue): readonly string[] {
  if (issue.code !== "unrecognized_keys") return [];
  return issue.keys.slice(0, limits.diagnostics).flatMap((key) => {
    const meant = meantKey(schema, subject, specPath(issue.path), key);
    return meant === undefined ? [] : [[...issue.path, meant].join("/")];
  });
}
