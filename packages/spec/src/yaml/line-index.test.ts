import fc from "fast-check";
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

test("a line is what stands between two line breaks, of whichever kind", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "é", "\r", "\n", "\r\n"), maxLength: 20 });
  fc.assert(
    fc.property(text, (written) => {
      const index = new LineIndex(written);
      const lines = written.split(/\r\n|\r|\n/);
      expect(lines.map((_, line) => index.lineText(line + 1))).toEqual(lines);
      expect(index.lineText(lines.length + 1)).toBe("");
    }),
  );
});
