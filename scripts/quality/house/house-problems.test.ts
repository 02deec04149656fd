import { describe, expect, test } from "vitest";
import { houseProblems } from "./house-problems.ts";

const code = "packages/model/src/value.ts";
const suite = "packages/model/src/value.test.ts";

describe("the house rules refuse", () => {
  test.each([
    ["a folder that says nothing", "packages/model/src/utils/value.ts", "", "CM1"],
    ["a file that says nothing", "packages/model/src/types.ts", "", "CM1"],
    ["a name in camel case", "packages/model/src/makePlan.ts", "", "CM1"],
    ["a barrel inside a package", code, `export * from "./plan.ts";`, "CM1"],
    ["a variable at module level", code, "let count = 0;", "CM3"],
    ["an empty map at module level", code, "const seen = new Map<string, number>();", "CM3"],
    ["a silenced compiler", code, "// @ts-ignore", "CM5"],
    ["work left in a comment", code, ["  // TO", "DO later"].join(""), "CM7"],
    ["work left in a script", "scripts/gen", ["# FIX", "ME"].join(""), "CM7"],
    ["a test that tries again", suite, `test("x", { retry: 2 }, () => {});`, "CM8"],
    ["a test that sleeps", suite, "  await sleep(100);", "CM8"],
    ["a suite that runs one test", suite, ["test.on", `ly("x", () => {});`].join(""), "CM8"],
  ])("%s", (_, file, source, rule) => {
    expect(houseProblems(file, source)).toEqual([expect.objectContaining({ file, line: 1, rule })]);
  });
});

describe("the house rules let through", () => {
  test.each([
    ["a package's entry", "packages/model/src/index.ts", `export * from "./plan.ts";`],
    ["a table", code, `const known: ReadonlySet<string> = new Set(["a"]);`],
    ["a variable in a function", code, "  let count = 0;"],
    ["a collection in a test", suite, "const seen = new Map<string, number>();"],
    ["a to-do list as a word", code, "const todo = 1;"],
    ["types beside a noun", "stacks/src/resource-types.ts", ""],
  ])("%s", (_, file, source) => {
    expect(houseProblems(file, source)).toEqual([]);
  });
});
