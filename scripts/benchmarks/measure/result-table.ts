import type { Outcome, Result } from "./benchmark.ts";

/** The table people read; numbers to the right. */
export function resultTable(outcomes: readonly Outcome[]): string {
  const head = ["benchmark", "ours", "other", "ratio", "budget", "", ""];
  const rows = outcomes.map(row);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column]?.length ?? 0)));
  return [head, ...rows]
    .map((cells) =>
      cells
        .map((cell, column) => pad(cell, widths[column] ?? 0, column))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function row(outcome: Outcome): readonly string[] {
  const { name } = outcome;
  if ("skipped" in outcome) return [name, "", "", "", "", "skipped", outcome.skipped];
  if ("failed" in outcome) return [name, "", "", "", "", "FAILED", outcome.failed.split("\n")[0] ?? ""];
  return measured(outcome);
}

function measured({
  name,
  unit,
  ours,
  other,
  otherName,
  ratio,
  budget,
  budgetOf,
  within,
  range,
}: Result): readonly string[] {
  return [
    name,
    `${ours} ${unit}`,
    other === null ? "" : `${other} ${unit}`,
    ratio === null ? "" : `${ratio} x`,
    budgetOf === "ratio" ? `${budget} x` : `${budget} ${unit}`,
    within ? "within" : "OVER",
    `${range[0]} to ${range[1]} ${unit}${otherName === null ? "" : `; other: ${otherName}`}`,
  ];
}

function pad(cell: string, width: number, column: number): string {
  return column >= 1 && column <= 4 ? cell.padStart(width) : cell.padEnd(width);
}
