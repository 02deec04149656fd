import { expect, test } from "vitest";
import { findCycles } from "./find-cycles.ts";

test.each([
  ["no circle in a line", { a: ["b"], b: ["c"], c: [] }, []],
  ["no circle in a diamond", { a: ["b", "c"], b: ["d"], c: ["d"], d: [] }, []],
  ["a node that waits for itself", { a: ["a"] }, [["a", "a"]]],
  ["a circle with a tail", { x: ["a"], a: ["b"], b: ["a", "y"], y: [] }, [["a", "b", "a"]]],
  [
    "two circles",
    { a: ["b"], b: ["a"], c: ["d"], d: ["c"] },
    [
      ["a", "b", "a"],
      ["c", "d", "c"],
    ],
  ],
  ["no circle through what is not there", { a: ["z"] }, []],
])("finds %s", (_, graph, expected) => {
  expect(findCycles(new Map(Object.entries(graph).map(([node, to]) => [node, new Set(to)])))).toEqual(expected);
});

test("follows a chain of twenty thousand nodes", () => {
  const chain = Array.from({ length: 20_000 }, (_, index) => [`n${index}`, new Set([`n${index + 1}`])] as const);
  expect(findCycles(new Map(chain))).toEqual([]);
  expect(findCycles(new Map([...chain, ["n20000", new Set(["n0"])]]))[0]).toHaveLength(20_002);
});
