import { describe, expect, test } from "vitest";
import { componentTypes } from "../test/component-types.ts";
import { project, specs } from "../test/specs.ts";
import { limits } from "./limits.ts";
import { loadSpecs } from "./load-specs.ts";

const bomb = Array.from({ length: 40 }, (_, level) => {
  return level === 0 ? "a0: &a0 [ x, x ]" : `a${level}: &a${level} [ *a${level - 1}, *a${level - 1} ]`;
}).join("\n");

/** Every one of these is answered with a diagnostic, at once; the test's own time limit is the judge of "at once". */
describe("a file made to break things", () => {
  test.each([
    ["of 5 MB", `a: ${"x".repeat(5_000_000)}`, "SPEC_TOO_LARGE"],
    ["of aliases that double forty times", bomb, "SPEC_TOO_LARGE"],
    ["of a million open brackets", `a: ${"[".repeat(1_000_000)}`, "SPEC_TOO_DEEP"],
    ["of a hundred thousand nested lists", `${"- ".repeat(100_000)}x`, "SPEC_TOO_DEEP"],
    ["of a thousand documents", "---\na: 1\n".repeat(1_000), "SPEC_TOO_LARGE"],
    ["of a NUL character", "a: \u0000", "SPEC_SYNTAX"],
    ["of half a surrogate pair", "a: [ \ud800", "SPEC_SYNTAX"],
    ["of one endless quote", `a: "${"x\n".repeat(100_000)}`, "SPEC_SYNTAX"],
    ["of half a million bare values", `a: [ ${"1, ".repeat(340_000)}]`, "SPEC_TOO_LARGE"],
    ["of a reference that never ends", `a: [ ${"${".repeat(500_000)}`, "SPEC_REFERENCE_UNQUOTED"],
  ])("%s", (_, text, code) => {
    const { diagnostics, stacks } = loadSpecs(specs(text), componentTypes);
    expect(stacks).toEqual([]);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
    expect(JSON.stringify(diagnostics).length).toBeLessThan(20_000);
  });

  test("of twenty thousand mistakes shows the first hundred", () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join("\n");
    const text = `apiVersion: cloudmake.dev/v1\nkind: Project\nmetadata: { name: shop }\nspec: { environments: { dev: {} }, components: {} }\n${keys}`;
    const { diagnostics } = loadSpecs(specs(text), componentTypes);
    expect(diagnostics).toHaveLength(limits.diagnostics);
  });

  test.each([
    ["environments", 51, 1],
    ["components", 1, 501],
    ["components in all its environments together", 40, 300],
  ])("of too many %s says how many are too many", (what, environments, components) => {
    const of = (count: number, value: string): string =>
      `{ ${Array.from({ length: count }, (_, index) => `a${index}: ${value}`).join(", ")} }`;
    const text = project("", of(environments, "{}")).replace(
      "components: {}",
      `components: ${of(components, "{ type: kv }")}`,
    );
    const { diagnostics } = loadSpecs(specs(text), componentTypes);
    expect(diagnostics).toMatchObject([{ code: "SPEC_TOO_LARGE", summary: expect.stringContaining(what) }]);
  });

  test("among too many files is not even opened", () => {
    const files = Array.from({ length: limits.files + 1 }, (_, index) => ({ name: `${index}.yaml`, text: "" }));
    expect(loadSpecs(files, componentTypes).diagnostics.at(-1)).toMatchObject({
      code: "SPEC_TOO_LARGE",
      file: "2000.yaml",
    });
  });
});
