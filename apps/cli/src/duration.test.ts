import { expect, test } from "vitest";
import { parseDuration } from "./duration.ts";

test.each([
  ["250ms", 250],
  ["90s", 90_000],
  ["5m", 300_000],
  ["1.5h", 5_400_000],
])("reads %s", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "5", "five", "-1s", "1d"])("refuses %j with a hint", (text) => {
  expect(() => parseDuration(text)).toThrow("USAGE");
});
