import type { DriftReport, Finding } from "@cloudmake/model";
import { version } from "../version.ts";
import { changeTexts } from "./value-text.ts";

const rules: Record<Finding["class"], readonly [string, "error" | "warning" | "note"]> = {
  changed: ["An object was changed behind CloudMake's back", "warning"],
  missing: ["An object that was applied is gone", "error"],
  unmanaged: ["An object carries our marker, but nothing describes it", "warning"],
  pending: ["The spec was changed and not applied", "note"],
  unreadable: ["Objects of a type could not be read", "error"],
};

/** A drift report as SARIF 2.1.0, so that findings stand on the lines of the spec. */
export function driftSarif(report: DriftReport): unknown {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "CloudMake",
            version,
            rules: Object.entries(rules).map(([id, [text, level]]) => ({
              id: `drift/${id}`,
              shortDescription: { text },
              defaultConfiguration: { level },
            })),
          },
        },
        results: report.findings.map(resultOf),
      },
    ],
  };
}

function resultOf(finding: Finding): unknown {
  const [text, level] = rules[finding.class];
  const name = finding.address ?? `${finding.stack} ${finding.type} ${finding.id ?? ""}`.trim();
  const fields = finding.fields.map(
    ({ field, applied, live }) => `${field}: ${changeTexts(applied, live).join(" -> ")}`,
  );
  const place = finding.fields.find((field) => field.place !== undefined)?.place;
  return {
    ruleId: `drift/${finding.class}`,
    level,
    message: { text: [`${text}: ${name}`, ...fields].join("; ") },
    partialFingerprints: {
      "cloudmake/finding": [finding.class, name, ...finding.fields.map(({ field }) => field)].join(" "),
    },
    properties: { key: finding.key },
    locations:
      place === undefined
        ? []
        : [
            {
              physicalLocation: {
                artifactLocation: { uri: place.file },
                region: { startLine: place.range.start.line, startColumn: place.range.start.column },
              },
            },
          ],
  };
}
