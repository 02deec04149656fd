import { expect, test } from "vitest";
import { resolvePlain } from "./resolve-scalar.ts";

test.each([
  ["", null],
  ["~", null],
  ["true", true],
  ["yes", "yes"],
  ["on", "on"],
  ["12:30", "12:30"],
  ["2026-07-01", "2026-07-01"],
  ["017", 17],
  ["0o17", 15],
  ["0xff", 255],
  ["-1.5e3", -1500],
  [".5", 0.5],
  ["-.inf", -Infinity],
  ["1_000", "1_000"],
  ["1.2.3", "1.2.3"],
  ["+", "+"],
])("YAML 1.2 takes `%s` for %s", (source, expected) => {
  expect(resolvePlain(source)).toBe(expected);
});
