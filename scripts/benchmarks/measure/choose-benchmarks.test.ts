import { expect, test } from "vitest";
import type { Benchmark } from "./benchmark.ts";
import { chooseBenchmarks } from "./choose-benchmarks.ts";

const all = [named("plan of one stack"), named("Memory of that plan"), named("growth of a heap", { long: true })];

test.each([
  ["without a word all but the long ones", [], false, ["plan of one stack", "Memory of that plan"]],
  ["the long ones where they are wanted", [], true, all.map(({ name }) => name)],
  ["by a word, in whatever case", ["memory"], false, ["Memory of that plan"]],
  [
    "by one of several words, in the usual order",
    ["heap", "one stack"],
    false,
    ["plan of one stack", "growth of a heap"],
  ],
  ["a long one by its name", ["heap"], false, ["growth of a heap"]],
  ["none by a word that no name contains", ["drift"], true, []],
])("%s", (_, words, long, chosen) => {
  expect(chooseBenchmarks(all, { words, long }).map(({ name }) => name)).toEqual(chosen);
});

function named(name: string, more: Partial<Benchmark> = {}): Benchmark {
  return { name, budget: { of: "ours", limit: 1 }, prepare: async () => "never", ...more };
}
