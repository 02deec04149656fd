import type { Position } from "@cloudmake/model";

/**
 * Finds line, column and byte of offsets in a text. Columns count UTF-16 code units, as editors and SARIF do; bytes
 * are those of UTF-8.
 */
export class LineIndex {
  readonly #text: string;
  /** Offset of each line's first character. */
  readonly #starts: readonly number[];
  /** Byte of each line's first character; undefined while every character is one byte. */
  readonly #bytes: readonly number[] | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#starts = lineStarts(text);
    this.#bytes = isAscii(text) ? undefined : lineBytes(text, this.#starts);
  }

  positionOf(offset: number): Position {
    const at = Math.min(Math.max(offset, 0), this.#text.length);
    const line = this.#lineOf(at);
    const start = this.#starts[line] ?? 0;
    const bytes = this.#bytes?.[line];
    const byte = bytes === undefined ? at : bytes + byteLength(this.#text, start, at);
    return { line: line + 1, column: at - start + 1, byte };
  }

  /** A line's text without its line break; `line` counts from 1. */
  lineText(line: number): string {
    const start = this.#starts[line - 1];
    if (start === undefined) return "";
    return this.#text.slice(start, this.#starts[line] ?? this.#text.length).replace(/[\r\n]+$/, "");
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** `\n`, `\r\n` and `\r` end a line. To search is fast from the first call on, a loop over the characters only later. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  let feed = text.indexOf("\n");
  let carriage = text.indexOf("\r");
  while (feed >= 0 || carriage >= 0) {
    if (carriage >= 0 && (feed < 0 || carriage < feed)) {
      if (carriage + 1 !== feed) starts.push(carriage + 1);
      carriage = text.indexOf("\r", carriage + 1);
    } else {
      starts.push(feed + 1);
      feed = text.indexOf("\n", feed + 1);
    }
  }
  return starts;
}

function lineBytes(text: string, starts: readonly number[]): readonly number[] {
  const bytes: number[] = [];
  let total = 0;
  starts.forEach((start, line) => {
    bytes.push(total);
    total += byteLength(text, start, starts[line + 1] ?? text.length);
  });
  return bytes;
}

function isAscii(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text);
}

function byteLength(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let index = start; index < end; index += 1) bytes += bytesOfUnit(text.charCodeAt(index));
  return bytes;
}

/** A surrogate pair is four bytes of UTF-8, so each half counts two. */
function bytesOfUnit(unit: number): number {
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  return unit >= 0xd800 && unit <= 0xdfff ? 2 : 3;
}
