import type { Diagnostic, SpecPath } from "@cloudmake/model";
import { z } from "zod";
import type { SpecCode } from "../diagnostic/codes.ts";
import { diagnose, type Wording } from "../diagnostic/diagnose.ts";
import { nearestWord } from "../diagnostic/nearest-word.ts";
import { capital, listed, quoted, sentence, settingName } from "../diagnostic/words.ts";
import { limits } from "../limits.ts";
import { keySpanAt, nodeAt, spanAt } from "../yaml/node.ts";
import type { Subject } from "./check-value.ts";
import { dataAt } from "./child-of-data.ts";
import { closestBranch, isText } from "./closest-branch.ts";
import { choicesOf, elsewhere, schemaAt, shapesAt, unwrap } from "./known-keys.ts";
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
      return issue.keys.slice(0, limits.diagnostics).map((key) => unknownKey(schema, subject, [...path, key]));
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
      return describeCustom(schema, subject, issue, path);
  }
}

/** What a schema refuses in its own words: text that may hold references, or settings that do not go together. */
function describeCustom(schema: z.ZodType, subject: Subject, issue: Issue, path: SpecPath): readonly Diagnostic[] {
  const value = dataAt(subject.data, path);
  const at = (code: SpecCode, wording: Wording): readonly Diagnostic[] => [
    diagnose(subject.source, spanAt(subject.node, path), code, { path: [...subject.path, ...path], ...wording }),
  ];
  if (isText(schemaAt(schema, subject.data, path))) {
    if (value === undefined) return [missing(schema, subject, path)];
    if (typeof value !== "string") return at("SPEC_WRONG_TYPE", wrongType(path, subject, ["string"]));
    return at("SPEC_WRONG_FORMAT", {
      summary: `${quoted(value)} is not what ${named(path, subject)} can be`,
      fix: own(issue),
    });
  }
  return at("SPEC_INVALID", { summary: own(issue) ?? `${named(path, subject)} is not valid` });
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
  const closest = closestBranch(schemaAt(schema, subject.data, path), issue.errors, value);
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
  const known = knownKeys(schema, subject, above);
  const nearest = nearestWord(key, known);
  const other = elsewhere(schemaAt(schema, subject.data, above), key);
  return diagnose(subject.source, keySpanAt(subject.node, path), "SPEC_UNKNOWN_KEY", {
    summary: `${quoted(key)} is not a setting of ${named(above, subject)}`,
    detail: other === undefined ? undefined : `It belongs to \`${other.by}: ${other.value}\`.`,
    fix:
      nearest === undefined ? (known.length === 0 ? undefined : `It knows ${listed(known)}.`) : `Write \`${nearest}\`.`,
    path: [...subject.path, ...path],
  });
}

/** The key that an unknown one most likely stands for: it is then not missing as well. */
export function meantKey(schema: z.ZodType, subject: Subject, above: SpecPath, key: string): string | undefined {
  return nearestWord(key, knownKeys(schema, subject, above));
}

function knownKeys(schema: z.ZodType, subject: Subject, above: SpecPath): readonly string[] {
  const besides = above.length === 0 ? (subject.besides ?? []) : [];
  const keys = shapesAt(schema, subject.data, above).flatMap(({ shape }) => Object.keys(shape));
  return [...new Set([...keys, ...besides])].sort();
}

function missing(schema: z.ZodType, subject: Subject, path: SpecPath, options?: readonly unknown[]): Diagnostic {
  const key = path.at(-1);
  const above = path.slice(0, -1);
  const wanted = schemaAt(schema, subject.data, path);
  const choices = options ?? choicesOf(wanted);
  const description = descriptionOf(wanted);
  const hint =
    choices === undefined
      ? description === undefined
        ? ""
        : ` ${description}`
      : ` One of ${optionsInWords(choices)}.`;
  const span = above.length === 0 ? subject.node : keySpanAt(subject.node, above);
  return diagnose(subject.source, span, "SPEC_MISSING", {
    summary:
      key === undefined
        ? `${capital(subject.owner)} is empty`
        : `${capital(named(above, subject))} has no ${quoted(key)}`,
    fix: key === undefined ? undefined : `Add \`${key}:\`.${hint}`,
    path: [...subject.path, ...path],
  });
}

function wrongType(path: SpecPath, subject: Subject, expected: readonly string[]): Wording {
  const value = dataAt(subject.data, path);
  const node = nodeAt(subject.node, path);
  const fix = expected.map((kind) => rewritten(kind, value, node)).find((text) => text !== undefined);
  const isOldBoolean = expected.includes("boolean") && typeof value === "string" && booleanMeant(value) !== undefined;
  return {
    summary: `${named(path, subject)} must be ${expected.map(expectedInWords).join(" or ")}, not ${kindInWords(value)}`,
    detail: isOldBoolean ? `In YAML 1.2 ${quoted(value)} is text.` : undefined,
    fix,
  };
}

function wrongOption(path: SpecPath, subject: Subject, options: readonly unknown[], value: unknown): Wording {
  const nearest = nearestWord(String(value), options.map(String));
  const only = options.length === 1 ? String(options[0]) : undefined;
  return {
    summary: `${typeof value === "object" && value !== null ? kindInWords(value) : quoted(value)} is not an option of ${named(path, subject)}`,
    detail: nearest === undefined || options.length < 2 ? undefined : `Its options are ${listed(options.map(String))}.`,
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
    summary: `${quoted(path.at(-1))} cannot be a name in ${named(path.slice(0, -1), subject)}`,
    fix: rule,
    path: [...subject.path, ...path],
  });
}

/** `port` of component `box` (server) */
function named(path: SpecPath, subject: Subject): string {
  return path.length === 0 ? subject.owner : `${quoted(settingName(path))} of ${subject.owner}`;
}

function own(issue: { readonly message: string } | undefined): string | undefined {
  return issue === undefined || issue.message === "" ? undefined : sentence(issue.message);
}

/** A schema's path as a spec's. */
export function specPath(path: readonly PropertyKey[]): SpecPath {
  return path.map((segment) => (typeof segment === "number" ? segment : String(segment)));
}

/** The first sentence of a setting's description. */
function descriptionOf(schema: unknown): string | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const inner = unwrap(schema);
  const description = schema.description ?? (inner instanceof z.ZodType ? inner.description : undefined);
  return description?.split(/(?<=[.!?])\s/, 1)[0];
}

function verb(origin: string): "be" | "have" {
  return origin === "string" || origin === "array" ? "have" : "be";
}
