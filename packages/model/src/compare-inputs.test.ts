import { describe, expect, test } from "vitest";
import { compareInputs } from "./compare-inputs.ts";
import type { Inputs } from "./value.ts";

const rules = { replaceOn: ["image"], sets: ["ids"] };
const changed = (before: Inputs, after: Inputs) => compareInputs(rules, before, after).map(({ field }) => field);

describe("comparing inputs", () => {
  test.each<[string, Inputs, Inputs, readonly string[]]>([
    ["sees a change", { size: "cx22" }, { size: "cx32" }, ["size"]],
    ["names fields in alphabetical order", { b: 1, a: 1 }, { b: 2, a: 2 }, ["a", "b"]],
    ["takes null for absent", { size: null }, {}, []],
    ["minds the order of a list", { rules: ["a", "b"] }, { rules: ["b", "a"] }, ["rules"]],
    ["does not mind the order of a set", { ids: ["a", "b"] }, { ids: ["b", "a"] }, []],
    ["counts the members of a set", { ids: ["a", "a"] }, { ids: ["a"] }, ["ids"]],
    ["does not mind the order of keys", { net: { ip: "a", id: 1 } }, { net: { id: 1, ip: "a" } }, []],
    ["takes a number and its decimal text for the same", { id: 12, ids: [1, "2"] }, { id: "12", ids: ["1", 2] }, []],
    ["tells texts apart that are the same number", { version: "1.10" }, { version: "1.1" }, ["version"]],
  ])("%s", (_, before, after, expected) => {
    expect(changed(before, after)).toEqual(expected);
  });

  test("says which change makes a new object", () => {
    expect(compareInputs(rules, { image: "debian-12" }, { image: "debian-13" })).toEqual([
      { field: "image", before: "debian-12", after: "debian-13", replaces: true },
    ]);
  });
});
