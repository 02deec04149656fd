import type { DriftReport, FindingGroup } from "@cloudmake/model";
import type { Colour, Paint } from "../terminal.ts";
import { counted } from "./counted.ts";
import { firstOf } from "./first-of.ts";
import { typeName } from "./plan-lines.ts";
import { changeTexts, valueText } from "./value-text.ts";

const colours: Record<FindingGroup["class"], Colour> = {
  changed: "yellow",
  missing: "red",
  unmanaged: "magenta",
  pending: "cyan",
  unreadable: "red",
};

/** Stacks of one cause that are named; of the others only the number is. */
const namedStacks = 3;

/** A drift report for people: one row for each cause. */
export function driftLines(report: DriftReport, paint: Paint): readonly string[] {
  return [...report.groups.flatMap((group) => groupLines(group, paint)), driftVerdict(report)];
}

/** The report in one sentence. */
export function driftVerdict(report: DriftReport): string {
  const { summary, stacks, findings, groups } = report;
  const counts = (["changed", "missing", "unmanaged", "unreadable"] as const)
    .filter((name) => summary[name] > 0)
    .map((name) => `${summary[name]} ${name}`);
  const pending = summary.pending > 0 ? ` ${summary.pending} not applied yet (no drift).` : "";
  const looked = `${counted(summary.resources, "resource")} in ${counted(stacks.length, "stack")}`;
  const causes = groups.length < findings.length ? `, ${counted(groups.length, "cause")}` : "";
  switch (summary.status) {
    case "clean":
      return `No drift: ${looked} are as applied.${pending}`;
    case "drift":
      return `Drift: ${counts.join(", ")} of ${looked}${causes}.${pending}${wayOut(report)}`;
    case "incomplete":
      return `Incomplete: ${counts.join(", ")} of ${looked}${causes}.${pending}`;
  }
}

/** Apply repairs what it knows; an object that nothing describes is for a person to decide on. */
function wayOut({ summary: { changed, missing }, findings }: DriftReport): string {
  const repaired = changed + missing > 0 ? " `cloudmake apply` repairs it." : "";
  const strange = findings.some(({ class: kind, orphan }) => kind === "unmanaged" && orphan !== true);
  return strange ? `${repaired} Nothing describes the unmanaged: delete them by hand, or import them.` : repaired;
}

/** `shop/prod/box/server`, or `box/server in 40 stacks`. */
export function groupName({ resource, type, name, stacks }: FindingGroup): string {
  const [stack = "", ...others] = stacks;
  const object = resource ?? `${typeName(type)} ${name ?? ""}`.trim();
  if (others.length > 0) return `${object} in ${counted(stacks.length, "stack")}`;
  return resource === undefined ? `${stack} ${object}` : `${stack}/${object}`;
}

/** `shop/a, shop/b, shop/c and 37 more`; nothing for a single stack, whose name is said already. */
export function stacksText({ stacks }: FindingGroup): string {
  return stacks.length === 1 ? "" : firstOf(stacks, namedStacks);
}

function groupLines(group: FindingGroup, paint: Paint): readonly string[] {
  const problem = group.problem === undefined ? "" : `  ${group.problem.code} ${group.problem.message}`;
  const kind = paint(colours[group.class], group.class.padEnd(10));
  const head = `${kind} ${groupName(group)}${paint("dim", `  [${group.key}]`)}${problem}`;
  const left = group.orphan === true ? "left by an interrupted run: `cloudmake apply` deletes it" : "";
  const details = [fieldText(group), left, stacksText(group)].filter((line) => line !== "");
  return [head, ...details.map((line) => `             ${line}`)];
}

function fieldText({ field, applied, live, wanted, place, class: kind }: FindingGroup): string {
  if (field === undefined) return "";
  const at = place === undefined ? "" : `  (${place.file}:${place.range.start.line})`;
  if (kind === "pending") return `${field}: ${changeTexts(applied, wanted).join(" -> ")}${at}`;
  if (applied === undefined) return `${field}: is ${valueText(live)}${at}`;
  const [was, is] = changeTexts(applied, live);
  return `${field}: was ${was}, is ${is}${at}`;
}
