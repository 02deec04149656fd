import { FindingClass } from "@cloudmake/model";
import { kinds } from "./drift-case.ts";
import { type Outcome, partOf } from "./run-corpus.ts";

/** How well reports and truth agree. */
export interface Confusion {
  readonly found: number;
  /** True, and not reported. */
  readonly missed: readonly Mistake[];
  /** Reported, and not true. */
  readonly invented: readonly Mistake[];
  readonly precision: number;
  readonly recall: number;
}

export interface Mistake {
  readonly outcome: Outcome;
  readonly unit: string;
}

export function confusionOf(outcomes: readonly Outcome[]): Confusion {
  const found = outcomes.flatMap(({ expected, reported }) => expected.filter((unit) => reported.includes(unit))).length;
  const missed = outcomes.flatMap((outcome) =>
    outcome.expected.filter((unit) => !outcome.reported.includes(unit)).map((unit) => ({ outcome, unit })),
  );
  const invented = outcomes.flatMap((outcome) =>
    outcome.reported.filter((unit) => !outcome.expected.includes(unit)).map((unit) => ({ outcome, unit })),
  );
  return {
    found,
    missed,
    invented,
    precision: share(found, found + invented.length),
    recall: share(found, found + missed.length),
  };
}

const nothing = "nothing";
const classes = [...FindingClass.options, nothing];

/** The tables that people read: by what was done, and truth against report. */
export function confusionLines(outcomes: readonly Outcome[]): readonly string[] {
  const whole = confusionOf(outcomes);
  return [
    ...tableLines([
      ["what was done", "stacks", "true", "found", "missed", "invented"],
      ...kinds.map((kind) =>
        kindRow(
          kind,
          outcomes.filter((outcome) => outcome.kind === kind),
        ),
      ),
    ]),
    "",
    ...tableLines([["is \\ reported as", ...classes], ...classMatrix(outcomes)]),
    "",
    `precision ${whole.precision.toFixed(4)}  recall ${whole.recall.toFixed(4)}  ${new Set(outcomes.map(({ type }) => type)).size} definitions`,
    ...[...whole.missed].map((mistake) => mistakeLine("missed", mistake)),
    ...[...whole.invented].map((mistake) => mistakeLine("invented", mistake)),
  ];
}

export function mistakeLine(word: string, { outcome, unit }: Mistake): string {
  return `${word} "${unit}" of ${outcome.type}, ${outcome.kind}: ${outcome.what}`;
}

function kindRow(kind: string, outcomes: readonly Outcome[]): readonly string[] {
  const { found, missed, invented } = confusionOf(outcomes);
  return [kind, outcomes.length, found + missed.length, found, missed.length, invented.length].map(String);
}

/** Rows: what an object or a field of it is; columns: what it was reported as. */
function classMatrix(outcomes: readonly Outcome[]): readonly (readonly string[])[] {
  const counts = new Map<string, number>();
  const count = (is: string, as: string): void => void counts.set(`${is} ${as}`, (counts.get(`${is} ${as}`) ?? 0) + 1);
  for (const { expected, reported, objects } of outcomes) {
    const said = (unit: string): string => reported.find((one) => subjectOf(one) === subjectOf(unit)) ?? nothing;
    for (const unit of expected) count(classOf(unit), classOf(reported.includes(unit) ? unit : said(unit)));
    const known = new Set(expected.map(subjectOf));
    for (const unit of reported) if (!known.has(subjectOf(unit))) count(nothing, classOf(unit));
    const touched = new Set([...expected, ...reported].map((unit) => partOf(subjectOf(unit))));
    for (const object of objects) if (!touched.has(object)) count(nothing, nothing);
  }
  return classes.map((is) => [is, ...classes.map((as) => String(counts.get(`${is} ${as}`) ?? 0))]);
}

function classOf(unit: string): string {
  return unit.split(" ")[0] ?? unit;
}

function subjectOf(unit: string): string {
  return unit.split(" ")[1] ?? unit;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

/** First column to the left, the others to the right. */
function tableLines(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
}
