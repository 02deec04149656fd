import { isList, isRecord } from "@cloudmake/model";
import { listed, quoted } from "../diagnostic/words.ts";
import type { Node } from "../yaml/node.ts";

/** What a value is, for people: `text`, `a list`, `a reference`. */
export function kindInWords(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (isReference(value)) return "a reference";
  if (isList(value)) return "a list";
  if (isRecord(value)) return "a map";
  if (typeof value === "string") return "text";
  return typeof value === "number" ? `the number ${quoted(value)}` : quoted(value);
}

/** What a schema wants, by its own word for it. */
export function expectedInWords(expected: string): string {
  switch (expected) {
    case "string":
      return "text";
    case "number":
    case "nan":
      return "a number";
    case "int":
    case "bigint":
      return "a whole number";
    case "boolean":
      return "`true` or `false`";
    case "array":
    case "tuple":
    case "set":
      return "a list";
    case "object":
    case "record":
    case "map":
      return "a map";
    case "null":
      return "`null`";
    default:
      return expected;
  }
}

/** How to write the same value so that it is of the wanted kind. */
export function rewritten(expected: string, value: unknown, node: Node | undefined): string | undefined {
  const source = node?.kind === "scalar" ? node.source : "";
  switch (expected) {
    case "string":
      return source === "" || typeof value === "string" ? undefined : `Write \`"${source}"\`.`;
    case "number":
    case "int":
      return isNumeric(value) ? `Write ${quoted(value)} without quotes.` : undefined;
    case "boolean": {
      const meant = typeof value === "string" ? booleanMeant(value) : undefined;
      return meant === undefined ? undefined : `Write \`${meant}\`.`;
    }
    case "array":
      return source === "" || source.length > 40 ? "Write a list." : `Write a list: \`[ ${source} ]\`.`;
    default:
      return undefined;
  }
}

/** `yes` and `on` were true in YAML 1.1, and many still write them. */
export function booleanMeant(word: string): boolean | undefined {
  if (/^(?:y|yes|on|true)$/i.test(word)) return true;
  return /^(?:n|no|off|false)$/i.test(word) ? false : undefined;
}

export function isReference(value: unknown): boolean {
  return isRecord(value) && ("$from" in value || "$secret" in value || "$join" in value);
}

/** `1 to 4 000 characters`, `at least 2 entries` */
export function boundInWords(
  origin: string,
  bound: "at least" | "at most",
  limit: unknown,
  inclusive: boolean,
): string {
  const unit = origin === "string" ? " characters" : origin === "array" ? " entries" : "";
  if (inclusive) return `${bound} ${String(limit)}${unit}`;
  return `${bound === "at least" ? "more than" : "less than"} ${String(limit)}${unit}`;
}

export function optionsInWords(options: readonly unknown[]): string {
  return listed(options.map(String), "or");
}

function isNumeric(value: unknown): boolean {
  return typeof value === "string" && /^[-+]?\d+(?:\.\d+)?$/.test(value);
}
