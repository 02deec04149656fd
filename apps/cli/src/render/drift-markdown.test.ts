import { addressOf, type DriftReport, stackId } from "@cloudmake/model";
import { expect, test } from "vitest";
import { driftMarkdown } from "./drift-markdown.ts";

const stack = stackId("shop", "prod");

function report(live: string): DriftReport {
  return {
    formatVersion: 1,
    takenAt: "2026-11-21T12:00:00Z",
    stacks: [stack],
    findings: [
      {
        class: "changed",
        stack,
        address: addressOf(stack, "box", "server"),
        type: "hcloud:index/server:Server",
        id: "42",
        fields: [{ field: "labels", applied: { team: "store" }, live: { team: live } }],
      },
    ],
    summary: { resources: 3, changed: 1, missing: 0, unmanaged: 0, pending: 0, unreadable: 0, status: "drift" },
  };
}

test("opens with the verdict and a table", () => {
  const [title, , verdict, , head] = driftMarkdown(report("x")).split("\n");
  expect([title, verdict, head]).toEqual([
    "### CloudMake drift report",
    "Drift: 1 changed of 3 resources in 1 stack. `cloudmake apply` repairs it.",
    "| class | findings |",
  ]);
});

test.each(["```\n# pwned", "a | b | c", "<img src=x>", "line\r\nbreak", "`"])(
  "keeps foreign text %j inside its code span",
  (text) => {
    const line = driftMarkdown(report(text))
      .split("\n")
      .find((candidate) => candidate.includes("live"));
    const spans = [...(line ?? "").matchAll(/(`+)(?!`)(.*?[^`])\1(?!`)/g)].map(([span]) => span);
    const outside = spans.reduce((rest, span) => rest.replace(span, ""), line ?? "");
    expect(outside).toBe("  - : applied , live ");
  },
);
