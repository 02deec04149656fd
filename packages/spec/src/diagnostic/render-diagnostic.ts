import type { Diagnostic } from "@cloudmake/model";

export type DiagnosticColour = "bold" | "red" | "yellow" | "cyan" | "dim";

/** Gives text its colour; `plain` leaves it as it is. */
export type Paint = (colour: DiagnosticColour, text: string) => string;

export const plain: Paint = (_, text) => text;

/**
 * A diagnostic for people:
 *
 * ```
 * specs/shop.yaml:24:7 SPEC_UNKNOWN_KEY `regoin` is not a setting of component `box` (server)
 *   24 |       regoin: fsn1
 *      |       ^^^^^^ Write `region`.
 * ```
 */
export function renderDiagnostic(diagnostic: Diagnostic, paint: Paint): string {
  const { file, range, code, severity, summary, detail, fix } = diagnostic;
  const place = range === undefined ? file : `${file}:${range.start.line}:${range.start.column}`;
  const lines = [
    `${paint("bold", visible(place))} ${paint(severity === "error" ? "red" : "yellow", code)} ${visible(summary)}`,
  ];
  const source = sourceLines(diagnostic, paint);
  lines.push(...source);
  if (source.length === 0 && fix !== undefined) lines.push(`  ${paint("cyan", visible(fix))}`);
  if (detail !== undefined) lines.push(...detail.split("\n").map((line) => `  ${visible(line)}`));
  return lines.join("\n");
}

function sourceLines({ snippet, range, fix }: Diagnostic, paint: Paint): readonly string[] {
  const [first] = snippet?.split("\n") ?? [];
  if (first === undefined || range === undefined) return [];
  const { start, end } = range;
  const number = String(start.line);
  const until = end.line === start.line ? Math.min(end.column - 1, first.length) : first.trimEnd().length;
  const carets = "^".repeat(Math.max(1, until - start.column + 1));
  const under = `${" ".repeat(start.column - 1)}${carets}${fix === undefined ? "" : ` ${visible(fix)}`}`;
  return [
    `  ${paint("dim", `${number} |`)} ${visible(first)}`,
    `  ${paint("dim", `${" ".repeat(number.length)} |`)} ${paint("cyan", under)}`,
  ];
}

/** One column per character, and nothing that steers a terminal: a tab shows as an arrow. */
function visible(text: string): string {
  return text.replaceAll("\t", "→").replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "·");
}
