import { type ComponentSpec, isFailure, stackId, type StackSpec } from "@cloudmake/model";
import { describe, expect, test } from "vitest";
import { findComponent } from "./find-component.ts";
import { failureLine } from "./render/failure-words.ts";

const place = {
  file: "shop.yaml",
  range: { start: { line: 1, column: 1, byte: 0 }, end: { line: 1, column: 1, byte: 0 } },
};
const component = (name: string): ComponentSpec => {
  return { name, type: "kv", settings: {}, placeOf: () => place, layerOf: () => "base" };
};

function stack(project: string, environment: string, ...components: readonly string[]): StackSpec {
  const facts = { labels: {}, protect: false, approvals: 0, place };
  const kind = project === "workspace" ? "Workspace" : "Project";
  return {
    kind,
    stack: stackId(project, environment),
    project,
    environment,
    ...facts,
    components: components.map(component),
  };
}

const specs = [
  stack("shop", "dev", "api", "db"),
  stack("shop", "prod", "api", "db"),
  stack("hello", "dev", "hello"),
  stack("workspace", "ada-dev", "machine"),
];

const refused = (address: string, among: readonly StackSpec[] = specs): string => {
  try {
    const { spec, component: found } = findComponent(among, address);
    return `${spec.stack} ${found}`;
  } catch (error) {
    if (isFailure(error, "USAGE") || isFailure(error, "STACK_NOT_FOUND")) return failureLine(error);
    throw error;
  }
};

describe("the component of an address", () => {
  test.each([
    ["shop/prod/api", "shop/prod api"],
    ["shop/prod/api/script", "shop/prod api"],
    ["workspace/ada-dev", "workspace/ada-dev machine"],
    ["hello/dev", "hello/dev hello"],
  ])("%s is found", (address, expected) => {
    expect(refused(address)).toBe(expected);
  });

  test.each([
    ["shop", "`shop` names no component. It could be shop/dev/api, shop/dev/db, shop/prod/api, shop/prod/db."],
    ["shop/prod", "`shop/prod` names no component. It could be shop/prod/api, shop/prod/db."],
    ["api", "`api` names no component. It could be shop/dev/api, shop/prod/api."],
    ["prod/db", "`prod/db` names no component. It could be shop/prod/db."],
    ["workspace", "`workspace` names no component. It could be workspace/ada-dev/machine."],
    ["shop/prod/apii", "`shop/prod/apii` names no component. It could be shop/prod/api."],
    [
      "shop/test/nobody",
      "There is no stack `shop/test`. These exist: shop/dev, shop/prod, hello/dev, workspace/ada-dev.",
    ],
    [
      "nobody-knows-it",
      "`nobody-knows-it` names no component. The specs have shop/dev/api, shop/dev/db, shop/prod/api, shop/prod/db, hello/dev/hello, workspace/ada-dev/machine.",
    ],
  ])("%s is not found, and what could be meant is listed", (address, expected) => {
    expect(refused(address)).toBe(expected);
  });

  test("is looked for in vain where the specs have none", () => {
    expect(refused("api", [stack("shop", "prod")])).toBe("`api` names no component. The specs have none.");
  });

  test("is not listed a thousand times", () => {
    const many = Array.from({ length: 40 }, (_, index) => stack("shop", `e${index}`, "api"));
    expect(refused("api", many)).toMatch(/shop\/e9\/api and 30 more\.$/);
  });
});
