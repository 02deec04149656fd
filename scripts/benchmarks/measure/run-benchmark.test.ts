import { describe, expect, test } from "vitest";
import type { Benchmark } from "./benchmark.ts";
import { resultTable } from "./result-table.ts";
import { median, resultOf, runBenchmark } from "./run-benchmark.ts";

const described: Omit<Benchmark, "prepare"> = {
  name: "plan",
  budget: { of: "ratio", limit: 1.5 },
  otherName: "terraform plan",
};

test("the two sides take turns, and the first pair does not count", async () => {
  const calls: string[] = [];
  const result = await runBenchmark(
    {
      ...described,
      prepare: async () => ({
        ours: async () => {
          calls.push("ours");
          return calls.length === 1 ? 1_000_000 : 30;
        },
        other: async () => {
          calls.push("other");
          return 20;
        },
        close: async () => void calls.push("close"),
      }),
    },
    5,
  );
  expect(calls).toEqual([...Array.from({ length: 6 }, () => ["ours", "other"]).flat(), "close"]);
  expect(result).toMatchObject({ ours: 30, other: 20, ratio: 1.5, within: true, runs: 5 });
});

test("one that takes minutes makes no pair that does not count", async () => {
  let calls = 0;
  const ours = async (): Promise<number> => ++calls;
  const result = await runBenchmark(
    { ...described, long: true, runs: 1, prepare: async () => ({ ours, close: async () => undefined }) },
    9,
  );
  expect(calls).toBe(1);
  expect(result).toMatchObject({ ours: 1, runs: 1 });
});

test("whoever stops it waits for the side at work, and its world is closed", async () => {
  const calls: string[] = [];
  const stop = new AbortController();
  const stopped: Benchmark = {
    ...described,
    prepare: async () => ({
      ours: async () => {
        calls.push("ours");
        stop.abort();
        return 1;
      },
      other: async () => {
        calls.push("other");
        return 1;
      },
      close: async () => void calls.push("close"),
    }),
  };
  await expect(runBenchmark(stopped, 5, stop.signal)).rejects.toThrow("aborted");
  expect(calls).toEqual(["ours", "close"]);
});

test("what cannot run here is skipped with its reason", async () => {
  const result = await runBenchmark({ ...described, prepare: async () => "terraform is not installed" }, 5);
  expect(result).toEqual({ name: "plan", skipped: "terraform is not installed" });
  expect(resultTable([result])).toMatch(/plan +skipped +terraform is not installed$/m);
});

test("the table tells in a line why one failed", () => {
  expect(resultTable([{ name: "plan", failed: "node ended with 1:\nand much more" }])).toMatch(
    /plan +FAILED +node ended with 1:$/m,
  );
});

test("a side that fails ends the benchmark, after its world is closed", async () => {
  let closed = false;
  const broken: Benchmark = {
    ...described,
    prepare: async () => ({
      ours: () => Promise.reject(new Error("exit 1")),
      close: async () => {
        closed = true;
      },
    }),
  };
  await expect(runBenchmark(broken, 5)).rejects.toThrow("exit 1");
  expect(closed).toBe(true);
});

describe("a budget", () => {
  const prepare = (): Promise<string> => Promise.resolve("");
  test.each([
    ["of the ratio holds at its limit", { of: "ratio", limit: 2 } as const, [4], [2], true],
    ["of the ratio is exceeded", { of: "ratio", limit: 2 } as const, [5], [2], false],
    ["of our own time holds", { of: "ours", limit: 1_200 } as const, [1_200], [], true],
    ["of our own time is exceeded", { of: "ours", limit: 1_200 } as const, [1_201], [], false],
    ["of the ratio without another side is never held", { of: "ratio", limit: 2 } as const, [1], [], false],
  ])("%s", (_, budget, ours, other, within) => {
    expect(resultOf({ name: "x", budget, prepare }, { ours, other }).within).toBe(within);
  });
});

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
])("the median of %j is %d", (samples, expected) => {
  expect(median(samples)).toBe(expected);
});
