import { addressOf, type Finding, stackId, type Value } from "@cloudmake/model";
import { describe, expect, test } from "vitest";
import { groupFindings, withKey } from "./group-findings.ts";

const type = "test:index:Server";
const environments = Array.from({ length: 40 }, (_, index) => `env-${index}`);

function found(environment: string, own: Partial<Finding>): Finding {
  const stack = stackId("shop", environment);
  return withKey({ class: "changed", stack, address: addressOf(stack, "box", "server"), type, fields: [], ...own });
}

function labels(environment: string, live: Value, applied: Value = { team: "store" }): Finding {
  return found(environment, { fields: [{ field: "labels", applied, live }] });
}

describe("findings by cause", () => {
  test("one change seen in 40 environments is one group", () => {
    const findings = environments.map((environment) => labels(environment, { team: "else" }));
    const groups = groupFindings(findings);
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({
      class: "changed",
      resource: "box/server",
      field: "labels",
      applied: { team: "store" },
      live: { team: "else" },
    });
    expect(groups[0]?.stacks).toHaveLength(40);
    expect(groups[0]?.findings).toEqual(findings.map(({ key }) => key));
  });

  test("the key of a cause does not depend on how many stacks it is seen in", () => {
    const [one] = groupFindings([labels("dev", "x")]);
    const [two] = groupFindings([labels("prod", "x"), labels("dev", "x")]);
    expect(two?.key).toBe(one?.key);
  });

  test("what it was before may differ; then the group does not say it", () => {
    const [group, ...more] = groupFindings([labels("dev", "x", "a"), labels("prod", "x", "b")]);
    expect(more).toEqual([]);
    expect(group).not.toHaveProperty("applied");
  });

  test.each<readonly [string, readonly Finding[], number]>([
    ["another live value", [labels("dev", "x"), labels("prod", "y")], 2],
    ["another field", [labels("dev", "x"), found("prod", { fields: [{ field: "name", live: "x" }] })], 2],
    ["another class", [found("dev", { class: "missing" }), found("dev", { class: "pending" })], 2],
    ["missing in two stacks", [found("dev", { class: "missing" }), found("prod", { class: "missing" })], 1],
    [
      "two fields of one finding",
      [
        found("dev", {
          fields: [
            { field: "a", live: 1 },
            { field: "b", live: 1 },
          ],
        }),
      ],
      2,
    ],
    [
      "two unmanaged objects",
      [found("dev", { class: "unmanaged", id: "1" }), found("dev", { class: "unmanaged", id: "2" })],
      2,
    ],
    [
      "one list that fails for two components",
      ["box", "eye"].map((component) =>
        found("dev", {
          class: "unreadable",
          address: addressOf(stackId("shop", "dev"), component, "server"),
          problem: { code: "PROVIDER_UNAVAILABLE", message: "503" },
        }),
      ),
      1,
    ],
  ])("%s", (_, findings, groups) => {
    expect(groupFindings(findings)).toHaveLength(groups);
  });

  test("a finding keeps its key until the cloud says something else", () => {
    expect(labels("dev", "x").key).toBe(labels("dev", "x").key);
    expect(labels("dev", "x").key).not.toBe(labels("dev", "y").key);
    expect(labels("dev", "x").key).not.toBe(labels("prod", "x").key);
  });
});
