import { describe, expect, test } from "vitest";
import { busyTime } from "./busy-time.ts";

describe("the time in which at least one was at work", () => {
  test.each([
    ["is nothing where nobody was", [], 0],
    ["counts what overlaps once", [span(0, 10), span(5, 15)], 15],
    ["leaves out the pauses", [span(0, 10), span(50, 60)], 20],
    ["is the longest where all others lie within it", [span(0, 100), span(10, 20), span(30, 90)], 100],
    ["does not depend on the order", [span(50, 60), span(0, 10), span(8, 20)], 30],
    ["counts what follows at once from its begin", [span(0, 10), span(10, 20)], 20],
  ])("%s", (_, spans, ms) => {
    expect(busyTime(spans)).toBe(ms);
  });
});

function span(startMs: number, endMs: number) {
  return { startMs, ms: endMs - startMs };
}
