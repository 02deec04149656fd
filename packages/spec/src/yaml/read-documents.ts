import type { Diagnostic } from "@cloudmake/model";
import { parseEvents, YAMLException, type Event } from "js-yaml";
import { diagnose } from "../diagnostic/diagnose.ts";
import { sentence } from "../diagnostic/words.ts";
import { limits } from "../limits.ts";
import { DocumentComposer } from "./compose-document.ts";
import type { Node } from "./node.ts";
import type { SourceFile } from "./source-file.ts";

export interface Documents {
  readonly roots: readonly Node[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Chunk {
  readonly text: string;
  /** Offset in the file. */
  readonly base: number;
}

/**
 * The documents of a file. Each is parsed alone, so an error in one does not hide those of the others. Never throws;
 * what cannot be read is a diagnostic.
 */
export function readDocuments(source: SourceFile): Documents {
  if (source.text.length > limits.fileLength) return refused(source, "length");
  const chunks = chunksOf(source.text);
  if (chunks.length > limits.documents) return refused(source, "documents");
  const read = chunks.map((chunk) => readChunk(source, chunk));
  return { roots: read.flatMap(({ roots }) => roots), diagnostics: read.flatMap(({ diagnostics }) => diagnostics) };
}

/** Documents begin at `---` in the first column, wherever it stands. A file with `%` directives stays in one piece. */
function chunksOf(text: string): readonly Chunk[] {
  if (/^%/m.test(text)) return [{ text, base: 0 }];
  const starts = [...text.matchAll(/^---(?=[ \t\r\n]|$)/gm)].map(({ index }) => index);
  if (starts[0] !== 0) starts.unshift(0);
  return starts.map((base, index) => ({ text: text.slice(base, starts[index + 1] ?? text.length), base }));
}

function readChunk(source: SourceFile, chunk: Chunk): Documents {
  const first = parse(chunk.text, limits.depth);
  if (first instanceof YAMLException) return recover(source, chunk, first);
  return new DocumentComposer(source, chunk, first).compose();
}

/**
 * `{ key: ${x} }` is the one mistake everybody makes, and YAML's own message for it helps nobody. With the references
 * masked the text parses; the composer then names every one of them, and the rest is checked as usual.
 */
function recover(source: SourceFile, chunk: Chunk, error: YAMLException): Documents {
  const at = error.mark?.position ?? 0;
  if (!chunk.text.startsWith("${", at - 1)) {
    return { roots: [], diagnostics: [syntaxDiagnostic(source, chunk, error)] };
  }
  const again = parse(withMaskedReferences(chunk.text), limits.depth);
  if (again instanceof YAMLException) {
    const span = { start: chunk.base + at - 1, end: chunk.base + at + 1 };
    const quotes = diagnose(source, span, "SPEC_REFERENCE_UNQUOTED", {
      summary: "Inside `{ }` or `[ ]` YAML needs quotes around `${...}`",
      fix: 'Write `"${...}"`.',
    });
    const other = (again.mark?.position ?? 0) === at ? [] : [syntaxDiagnostic(source, chunk, again)];
    return { roots: [], diagnostics: [quotes, ...other] };
  }
  return new DocumentComposer(source, chunk, again).compose();
}

/** The text with every `${...}` that ends on its line turned into a word of the same length. */
function withMaskedReferences(text: string): string {
  return text.replace(/[^\r\n]+/g, (line) => {
    let masked = "";
    let at = 0;
    for (let start = line.indexOf("${"); start >= 0; start = line.indexOf("${", at)) {
      const end = line.indexOf("}", start);
      if (end < 0) break;
      masked += `${line.slice(at, start)}$${"_".repeat(end - start)}`;
      at = end + 1;
    }
    return masked + line.slice(at);
  });
}

function syntaxDiagnostic(source: SourceFile, chunk: Chunk, error: YAMLException): Diagnostic {
  const at = Math.min(error.mark?.position ?? 0, chunk.text.length);
  const start = chunk.base + at;
  const span = { start, end: Math.min(start + 1, source.text.length) };
  const indent = indentAround(chunk.text, at);
  const tab = indent.text.indexOf("\t");
  if (tab >= 0) {
    const from = chunk.base + indent.start + tab;
    return diagnose(source, { start: from, end: from + 1 }, "SPEC_TAB", {
      summary: "YAML does not indent with tabs",
      fix: "Use two spaces for each level.",
    });
  }
  // With twice the room a text that was only too deep gets further; any other mistake stays where it is.
  const further = parse(chunk.text, limits.depth * 2);
  if (!(further instanceof YAMLException) || (further.mark?.position ?? 0) !== at) {
    return diagnose(source, span, "SPEC_TOO_DEEP", {
      summary: `More than ${limits.depth} maps and lists stand in each other here`,
      fix: "Write it flatter.",
    });
  }
  return diagnose(source, span, "SPEC_SYNTAX", { summary: sentence(error.reason), ...hint(chunk.text, at) });
}

/** What most often is meant where YAML stops. */
function hint(text: string, at: number): { readonly fix?: string } {
  const character = text[at] ?? "";
  if (/[@`%]/.test(character)) return { fix: `Text cannot begin with \`${character}\`: put it in quotes.` };
  const lineStart = Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1)) + 1;
  const line = /^.*/.exec(text.slice(lineStart, lineStart + limits.snippetLine))?.[0] ?? "";
  const value = /^\s*(?:- +)?[\w.-]+: +([^'"{[|>&*!#\s].*:(?: .*|))$/.exec(line)?.[1];
  if (value !== undefined) return { fix: "Put text that holds `: ` in quotes." };
  return {};
}

function indentAround(text: string, at: number): { readonly text: string; readonly start: number } {
  const start = Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1)) + 1;
  return { text: /^[ \t]*/.exec(text.slice(start, start + limits.snippetLine))?.[0] ?? "", start };
}

function parse(text: string, maxDepth: number): readonly Event[] | YAMLException {
  try {
    return parseEvents(text, { maxDepth });
  } catch (error) {
    if (error instanceof YAMLException) return error;
    throw error;
  }
}

function refused(source: SourceFile, what: "length" | "documents"): Documents {
  const start = { start: 0, end: 0 };
  const diagnostic =
    what === "length"
      ? diagnose(source, start, "SPEC_TOO_LARGE", {
          summary: `A spec file has at most ${limits.fileLength / 1_048_576} MiB`,
          fix: "Split it, or keep large content in a file of its own.",
        })
      : diagnose(source, start, "SPEC_TOO_LARGE", {
          summary: `A spec file has at most ${limits.documents} documents`,
          fix: "Split it into several files.",
        });
  return { roots: [], diagnostics: [diagnostic] };
}
