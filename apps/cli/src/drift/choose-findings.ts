import { type DriftReport, Failure, type FieldDrift, type Finding } from "@cloudmake/model";

/** A finding that the user speaks of, with the fields meant. */
export interface Chosen {
  readonly finding: Finding;
  readonly fields: readonly FieldDrift[];
}

/** Findings by key. The key of a cause stands for that field in all stacks of the report. */
export function chooseFindings({ findings, groups }: DriftReport, keys: readonly string[]): readonly Chosen[] {
  return keys.flatMap((key): readonly Chosen[] => {
    const own = findings.find((finding) => finding.key === key);
    if (own !== undefined) return [{ finding: own, fields: own.fields }];
    const group = groups.find((candidate) => candidate.key === key);
    if (group === undefined) throw unknown(key, groups);
    return findings
      .filter((finding) => group.findings.includes(finding.key))
      .map((finding) => ({ finding, fields: finding.fields.filter(({ field }) => field === group.field) }));
  });
}

function unknown(key: string, groups: DriftReport["groups"]): Failure {
  const known = groups.map((group) => group.key).join(", ");
  return new Failure("USAGE", {
    problem: `The clouds show no finding \`${key}\` now.`,
    hint: known === "" ? "There is no drift." : `There are ${known}: run \`cloudmake drift\` to see them.`,
  });
}
