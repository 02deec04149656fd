import type { Result, Skipped } from "./benchmark.ts";

/** The table people read; numbers to the right. */
export function resultTable(results: readonly (Result | Skipped)[]): string {
  const head = ["benchmark", "ours", "other", "ratio", "budget", "", ""];
  const rows = results.map((result) =>
    "skipped" in result ? [result.name, "", "", "", "", "skipped", result.skipped] : row(result),
  );
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

function row({
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
