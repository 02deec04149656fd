import type { DriftReport, FieldDrift, Finding } from "@cloudmake/model";
import { driftVerdict } from "./drift-lines.ts";
import { typeName } from "./plan-lines.ts";
import { valueText } from "./value-text.ts";

/** A drift report for a pull request: verdict, table, one block a finding. User text cannot break out of it. */
export function driftMarkdown(report: DriftReport): string {
  const { summary, findings } = report;
  const rows = (["changed", "missing", "unmanaged", "pending", "unreadable"] as const).map(
    (name) => `| ${name} | ${summary[name]} |`,
  );
  return [
    `### CloudMake drift report`,
    "",
    escaped(driftVerdict(report)),
    "",
    "| class | findings |",
    "|---|---|",
    ...rows,
    "",
    ...findings.flatMap(findingBlock),
  ].join("\n");
}

function findingBlock(finding: Finding): readonly string[] {
  const name = finding.address ?? `${finding.stack}: ${typeName(finding.type)} ${finding.name ?? finding.id ?? ""}`;
  const head = `- **${finding.class}** ${code(name)}${finding.id === undefined ? "" : ` (${code(finding.id)})`}`;
  const problem =
    finding.problem === undefined ? [] : [`  - ${code(finding.problem.code)} ${escaped(finding.problem.message)}`];
  return [head, ...problem, ...finding.fields.map((field) => `  - ${fieldText(field, finding.class)}`)];
}

function fieldText({ field, applied, live, wanted, place }: FieldDrift, kind: Finding["class"]): string {
  const at = place === undefined ? "" : ` at ${code(`${place.file}:${place.range.start.line}`)}`;
  if (kind === "pending") return `${code(field)}: ${code(valueText(applied))} → ${code(valueText(wanted))}${at}`;
  return `${code(field)}: applied ${code(valueText(applied))}, live ${code(valueText(live))}${at}`;
}

/** Inline code that holds whatever it is given. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${pad}${text.replaceAll(/[\r\n|]/g, " ")}${pad}${fence}`;
}

/** No mention, no HTML, no table or link out of foreign text. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, " ")
    .replaceAll(/[<>|[\]\\]/g, String.raw`\$&`)
    .replaceAll("@", "@\u200B");
}
