import type { Diagnostic, SpecPath } from "@cloudmake/model";
import { z } from "zod";
import type { SpecCode } from "../diagnostic/codes.ts";
import { diagnose, type Wording } from "../diagnostic/diagnose.ts";
import { nearestWord } from "../diagnostic/nearest-word.ts";
import { listed, quoted, sentence, settingName } from "../diagnostic/words.ts";
import { keySpanAt, nodeAt, spanAt } from "../yaml/node.ts";
import type { Subject } from "./check-value.ts";
import { dataAt } from "./child-of-data.ts";
import { closestBranch } from "./closest-branch.ts";
import { choicesOf, elsewhere, schemaAt, shapesAt } from "./known-keys.ts";
import {
  boundInWords,
  booleanMeant,
  expectedInWords,
  isReference,
  kindInWords,
  optionsInWords,
  rewritten,
} from "./value-words.ts";

export type Issue = z.core.$ZodIssue;

/** One issue of a schema in the user's words; several where several keys are unknown. */
export function describeIssue(schema: z.ZodType, subject: Subject, issue: Issue): readonly Diagnostic[] {
  const path = specPath(issue.path);
  const value = dataAt(subject.data, path);
  const at = (code: SpecCode, wording: Wording): readonly Diagnostic[] => [
    diagnose(subject.source, spanAt(subject.node, path), code, { path: [...subject.path, ...path], ...wording }),
  ];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(schema, subject, [...path, key]));
    case "invalid_type":
      if (value === undefined) return [missing(schema, subject, path)];
      if (isReference(value)) return at("SPEC_REFERENCE_MISPLACED", misplaced(path, subject, issue.expected));
      return at("SPEC_WRONG_TYPE", wrongType(path, subject, [issue.expected]));
    case "invalid_value":
      if (value === undefined) return [missing(schema, subject, path)];
      if (isReference(value))
        return at("SPEC_REFERENCE_MISPLACED", misplaced(path, subject, optionsInWords(issue.values)));
      return at("SPEC_WRONG_OPTION", wrongOption(path, subject, issue.values, value));
    case "invalid_union":
      return describeUnion(schema, subject, issue, path);
    case "too_small":
      return at("SPEC_OUT_OF_RANGE", {
        summary: `${named(path, subject)} must ${verb(issue.origin)} ${boundInWords(issue.origin, "at least", issue.minimum, issue.inclusive ?? true)}`,
        fix: own(issue),
      });
    case "too_big":
      return at("SPEC_OUT_OF_RANGE", {
        summary: `${named(path, subject)} must ${verb(issue.origin)} ${boundInWords(issue.origin, "at most", issue.maximum, issue.inclusive ?? true)}`,
        fix: own(issue),
      });
    case "not_multiple_of":
      return at("SPEC_OUT_OF_RANGE", {
        summary: `${named(path, subject)} must be a multiple of ${issue.divisor}`,
        fix: own(issue),
      });
    case "invalid_format":
      return at("SPEC_WRONG_FORMAT", {
        summary: `${quoted(value)} is not what ${named(path, subject)} can be`,
        fix:
          own(issue) ??
          `It must be ${issue.format === "regex" ? `text like ${quoted(issue.pattern ?? "")}` : quoted(issue.format)}.`,
      });
    case "invalid_key":
      return [badKey(subject, path, own(issue) ?? own(issue.issues[0]))];
    case "invalid_element":
    case "custom":
      return at("SPEC_INVALID", { summary: own(issue) ?? `${named(path, subject)} is not valid` });
  }
}

function describeUnion(
  schema: z.ZodType,
  subject: Subject,
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: SpecPath,
): readonly Diagnostic[] {
  const value = dataAt(subject.data, path);
  if (value === undefined) return [missing(schema, subject, path, "options" in issue ? issue.options : undefined)];
  const at = (code: SpecCode, wording: Wording): readonly Diagnostic[] => [
    diagnose(subject.source, spanAt(subject.node, path), code, { path: [...subject.path, ...path], ...wording }),
  ];
  if ("options" in issue && Array.isArray(issue.options)) {
    if (isReference(value))
      return at("SPEC_REFERENCE_MISPLACED", misplaced(path, subject, optionsInWords(issue.options)));
    return at("SPEC_WRONG_OPTION", wrongOption(path, subject, issue.options, value));
  }
  const closest = closestBranch(schemaAt(schema, subject.data, path), issue.errors);
  if (closest.kind === "issues") {
    return closest.issues.flatMap((inner) =>
      describeIssue(schema, subject, { ...inner, path: [...path, ...inner.path] }),
    );
  }
  if (isReference(value))
    return at("SPEC_REFERENCE_MISPLACED", misplaced(path, subject, closest.expected.map(expectedInWords).join(" or ")));
  return at("SPEC_WRONG_TYPE", wrongType(path, subject, closest.expected));
}

function unknownKey(schema: z.ZodType, subject: Subject, path: SpecPath): Diagnostic {
  const key = String(path.at(-1));
  const above = path.slice(0, -1);
  const besides = above.length === 0 ? (subject.besides ?? []) : [];
  const keys = shapesAt(schema, subject.data, above).flatMap(({ shape }) => Object.keys(shape));
  const known = [...new Set([...keys, ...besides])].sort();
  const nearest = nearestWord(key, known);
  const other = elsewhere(schemaAt(schema, subject.data, above), key);
  return diagnose(subject.source, keySpanAt(subject.node, path), "SPEC_UNKNOWN_KEY", {
    summary: `${quoted(key)} is not a setting of ${ownerOf(above, subject)}`,
    detail: other === undefined ? undefined : `It is one of \`${other.by}: ${other.value}\`.`,
    fix:
      nearest === undefined ? (known.length === 0 ? undefined : `It knows ${listed(known)}.`) : `Write \`${nearest}\`.`,
    path: [...subject.path, ...path],
  });
}

function missing(schema: z.ZodType, subject: Subject, path: SpecPath, options?: readonly unknown[]): Diagnostic {
  const key = path.at(-1);
  const above = path.slice(0, -1);
  const wanted = schemaAt(schema, subject.data, path);
  const choices = options ?? choicesOf(wanted);
  const hint = choices === undefined ? descriptionOf(wanted) : `one of ${optionsInWords(choices)}`;
  return diagnose(subject.source, ownerSpan(subject, above), "SPEC_MISSING", {
    summary: key === undefined ? `${subject.owner} is empty` : `${ownerOf(above, subject)} has no ${quoted(key)}`,
    fix:
      key === undefined
        ? undefined
        : `Add \`${key}:\`${hint === undefined ? "." : `, ${sentence(hint).replace(/^[A-Z](?=[a-z])/, (a) => a.toLowerCase())}`}`,
    path: [...subject.path, ...path],
  });
}

function wrongType(path: SpecPath, subject: Subject, expected: readonly string[]): Wording {
  const value = dataAt(subject.data, path);
  const node = nodeAt(subject.node, path);
  const fixes = expected.map((kind) => rewritten(kind, value, node)).filter((fix) => fix !== undefined);
  const isOldBoolean = expected.includes("boolean") && typeof value === "string" && booleanMeant(value) !== undefined;
  return {
    summary: `${named(path, subject)} must be ${expected.map(expectedInWords).join(" or ")}, not ${kindInWords(value)}`,
    detail: isOldBoolean ? `In YAML 1.2 ${quoted(value)} is text.` : undefined,
    fix: fixes[0],
  };
}

function wrongOption(path: SpecPath, subject: Subject, options: readonly unknown[], value: unknown): Wording {
  const nearest = nearestWord(String(value), options.map(String));
  const only = options.length === 1 ? String(options[0]) : undefined;
  return {
    summary: `${typeof value === "object" && value !== null ? kindInWords(value) : quoted(value)} is not an option of ${named(path, subject)}`,
    detail: nearest === undefined || options.length < 2 ? undefined : `Its options are ${optionsInWords(options)}.`,
    fix: `Write ${nearest === undefined && only === undefined ? optionsInWords(options) : quoted(nearest ?? only)}.`,
  };
}

function misplaced(path: SpecPath, subject: Subject, wanted: string): Wording {
  return {
    summary: `${named(path, subject)} cannot be a reference`,
    detail: "Its value must be known before anything is created.",
    fix: `Write ${expectedInWords(wanted)}.`,
  };
}

function badKey(subject: Subject, path: SpecPath, rule: string | undefined): Diagnostic {
  return diagnose(subject.source, keySpanAt(subject.node, path), "SPEC_BAD_NAME", {
    summary: `${quoted(path.at(-1))} cannot be a name in ${ownerOf(path.slice(0, -1), subject)}`,
    fix: rule,
    path: [...subject.path, ...path],
  });
}

/** `port` of component `box` (server) */
function named(path: SpecPath, subject: Subject): string {
  return path.length === 0 ? subject.owner : `${quoted(settingName(path))} of ${subject.owner}`;
}

const ownerOf = named;

/** A thing that lacks something is shown by its name, else by its first line. */
function ownerSpan(subject: Subject, path: SpecPath): { readonly start: number; readonly end: number } {
  return path.length === 0 ? { start: subject.node.start, end: subject.node.start } : keySpanAt(subject.node, path);
}

function own(issue: { readonly message: string } | undefined): string | undefined {
  return issue === undefined || issue.message === "" ? undefined : sentence(issue.message);
}

function specPath(path: readonly PropertyKey[]): SpecPath {
  return path.map((segment) => (typeof segment === "number" ? segment : String(segment)));
}

/** The first sentence of a setting's description. */
function descriptionOf(schema: unknown): string | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  return schema.description?.split(/(?<=[.!?])\s/, 1)[0];
}

function verb(origin: string): "be" | "have" {
  return origin === "string" || origin === "array" ? "have" : "be";
}
