import { addressOf, type DriftReport, type StackId, stackId } from "@cloudmake/model";
import { expect, test } from "vitest";
import { driftMarkdown } from "./drift-markdown.ts";

const stack = stackId("shop", "prod");

const type = "hcloud:index/server:Server";

function report(live: string, stacks: readonly StackId[] = [stack]): DriftReport {
  const field = { field: "labels", applied: { team: "store" }, live: { team: live } };
  const findings = stacks.map((one, index) => ({
    key: `0000000${index}`,
    class: "changed" as const,
    stack: one,
    address: addressOf(one, "box", "server"),
    type,
    id: "42",
    fields: [field],
  }));
  const group = { ...field, key: "1f2e3d4c", class: "changed" as const, type, resource: "box/server" };
  return {
    formatVersion: 1,
    takenAt: "2026-11-21T12:00:00Z",
    stacks: [...stacks],
    findings,
    groups: [{ ...group, stacks: [...stacks], findings: findings.map(({ key }) => key) }],
    summary: {
      resources: 3,
      changed: stacks.length,
      missing: 0,
      unmanaged: 0,
      pending: 0,
      unreadable: 0,
      status: "drift",
    },
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

test("says one cause once, in however many stacks it is seen", () => {
  const stacks = Array.from({ length: 40 }, (_, index) => stackId("shop", `env-${index}`));
  const lines = driftMarkdown(report("else", stacks)).split("\n");
  expect(lines.filter((line) => line.includes("changed") && line.startsWith("-"))).toEqual([
    "- **changed** `box/server in 40 stacks` (`1f2e3d4c`)",
  ]);
  expect(lines).toContain("  - `shop/env-0, shop/env-1, shop/env-2 and 37 more`");
  expect(lines[2]).toBe("Drift: 40 changed of 3 resources in 40 stacks, 1 cause. `cloudmake apply` repairs it.");
});
