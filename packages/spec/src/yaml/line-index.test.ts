import { expect, test } from "vitest";
import { LineIndex } from "./line-index.ts";

test.each([
  ["ab\ncd", 3, { line: 2, column: 1, byte: 3 }],
  ["ab\r\ncd\re", 4, { line: 2, column: 1, byte: 4 }],
  ["ab\r\ncd\re", 7, { line: 3, column: 1, byte: 7 }],
  ["é😀x\ny", 3, { line: 1, column: 4, byte: 6 }],
  ["é😀x\ny", 5, { line: 2, column: 1, byte: 8 }],
  ["", 0, { line: 1, column: 1, byte: 0 }],
  ["ab", 99, { line: 1, column: 3, byte: 2 }],
])("in %j, offset %i has its place", (text, offset, expected) => {
  expect(new LineIndex(text).positionOf(offset)).toEqual(expected);
});
