import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkout, compileExample, examples, lineOf } from "../test/compile-text.ts";

describe.each(examples)("the example %s", (name) => {
  test("compiles without a complaint", () => {
    const { graphs, diagnostics } = compileExample(name);
    expect(diagnostics.map(lineOf)).toEqual([]);
    expect(graphs.length).toBeGreaterThan(0);
  });

  test("says first what it is", () => {
    expect(readFileSync(join(checkout, "specs/examples", name), "utf8")).toMatch(/^# [A-Z]/);
  });
});
