import { expect, test } from "vitest";
import { nearestWord } from "./nearest-word.ts";

test.each([
  ["regoin", ["region", "size"], "region"],
  ["Size", ["size"], "size"],
  ["bindngs", ["bindings", "main"], "bindings"],
  ["tpc", ["tcp", "udp"], "tcp"],
  ["a", ["b", "c"], undefined],
  ["colour", ["region", "size"], undefined],
  ["x".repeat(100_000), ["x".repeat(100_000)], undefined],
])("%.20s", (word, known, expected) => {
  expect(nearestWord(word, known)).toBe(expected);
});
