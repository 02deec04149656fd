import type { DriftReport, FindingGroup } from "@cloudmake/model";
import { driftVerdict, groupName, stacksText } from "./drift-lines.ts";
import { changeTexts, valueText } from "./value-text.ts";

/** A drift report for a pull request: verdict, table, one block for each cause. User text cannot break out of it. */
export function driftMarkdown(report: DriftReport): string {
  const { summary, groups } = report;
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
    ...groups.flatMap(groupBlock),
  ].join("\n");
}

function groupBlock(group: FindingGroup): readonly string[] {
  const problem = group.problem === undefined ? [] : [`${code(group.problem.code)} ${escaped(group.problem.message)}`];
  const stacks = stacksText(group);
  const details = [...problem, ...fieldTexts(group), ...(stacks === "" ? [] : [code(stacks)])];
  return [
    `- **${group.class}** ${code(groupName(group))} (${code(group.key)})`,
    ...details.map((line) => `  - ${line}`),
  ];
}

function fieldTexts({ field, applied, live, wanted, place, class: kind }: FindingGroup): readonly string[] {
  if (field === undefined) return [];
  const at = place === undefined ? "" : ` at ${code(`${place.file}:${place.range.start.line}`)}`;
  if (kind === "pending") return [`${code(field)}: ${changeTexts(applied, wanted).map(code).join(" → ")}${at}`];
  if (applied === undefined) return [`${code(field)}: live ${code(valueText(live))}${at}`];
  const [before, now] = changeTexts(applied, live);
  return [`${code(field)}: applied ${code(before)}, live ${code(now)}${at}`];
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
