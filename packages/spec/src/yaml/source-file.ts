import type { Place } from "@cloudmake/model";
import { limits } from "../limits.ts";
import { LineIndex } from "./line-index.ts";

/** Offsets into a file's text, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One spec file, as the user named it, and how its offsets become places. */
export class SourceFile {
  readonly name: string;
  readonly text: string;
  #lines: LineIndex | undefined;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  placeOf({ start, end }: Span): Place {
    return {
      file: this.name,
      range: { start: this.lines.positionOf(start), end: this.lines.positionOf(Math.max(start, end)) },
    };
  }

  /** The source lines of a place; nothing where the place lies beyond what fits on a screen. */
  snippetOf({ range }: Place): string | undefined {
    if (range.start.column > limits.snippetLine) return undefined;
    // A range that ends before the first character of a line does not reach into that line.
    const reach = range.end.column === 1 && range.end.line > range.start.line ? range.end.line - 1 : range.end.line;
    const last = Math.min(reach, range.start.line + limits.snippetLines - 1);
    const shown: string[] = [];
    for (let line = range.start.line; line <= last; line += 1) {
      shown.push(this.lines.lineText(line).slice(0, limits.snippetLine));
    }
    return shown.join("\n");
  }

  // Made on first use: a spec without errors that is only validated needs no positions.
  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }
}
