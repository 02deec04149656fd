import type { DriftReport, FieldDrift, Finding } from "@cloudmake/model";
import type { Colour, Paint } from "../terminal.ts";
import { counted } from "./counted.ts";
import { typeName } from "./plan-lines.ts";
import { valueText } from "./value-text.ts";

const colours: Record<Finding["class"], Colour> = {
  changed: "yellow",
  missing: "red",
  unmanaged: "magenta",
  pending: "cyan",
  unreadable: "red",
};

/** A drift report for people. */
export function driftLines(report: DriftReport, paint: Paint): readonly string[] {
  return [...report.findings.flatMap((finding) => findingLines(finding, paint)), driftVerdict(report)];
}

/** The report in one sentence. */
export function driftVerdict({ summary, stacks }: DriftReport): string {
  const counts = (["changed", "missing", "unmanaged", "unreadable"] as const)
    .filter((name) => summary[name] > 0)
    .map((name) => `${summary[name]} ${name}`);
  const pending = summary.pending > 0 ? ` ${summary.pending} not applied yet (no drift).` : "";
  const looked = `${counted(summary.resources, "resource")} in ${counted(stacks.length, "stack")}`;
  switch (summary.status) {
    case "clean":
      return `No drift: ${looked} are as applied.${pending}`;
    case "drift":
      return `Drift: ${counts.join(", ")} of ${looked}.${pending} \`cloudmake apply\` repairs it.`;
    case "incomplete":
      return `Incomplete: ${counts.join(", ")} of ${looked}.${pending}`;
  }
}

function findingLines(finding: Finding, paint: Paint): readonly string[] {
  const name = finding.address ?? `${finding.stack} ${typeName(finding.type)} ${finding.name ?? ""}`.trim();
  const id = finding.id === undefined ? "" : paint("dim", `  ${finding.id}`);
  const problem = finding.problem === undefined ? "" : `  ${finding.problem.code} ${finding.problem.message}`;
  const head = `${paint(colours[finding.class], finding.class.padEnd(10))} ${name}${id}${problem}`;
  return [head, ...finding.fields.map((field) => `             ${fieldText(field, finding.class)}`)];
}

function fieldText({ field, applied, live, wanted, place }: FieldDrift, kind: Finding["class"]): string {
  const at = place === undefined ? "" : `  (${place.file}:${place.range.start.line})`;
  if (kind === "pending") return `${field}: ${valueText(applied)} -> ${valueText(wanted)}${at}`;
  return `${field}: was ${valueText(applied)}, is ${valueText(live)}${at}`;
}
