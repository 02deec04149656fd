import { type Diagnostic, sameValue } from "@cloudmake/model";
import { type Document, isMap, isNode, isScalar, parseAllDocuments, visit, type YAMLMap } from "yaml";
import { limits } from "../limits.ts";
import { manifestKeys, projectKeys } from "../schema/envelope.ts";
import { readDocuments } from "../yaml/read-documents.ts";
import { SourceFile } from "../yaml/source-file.ts";
import { commentsIn } from "./comments-in.ts";
import { keepKeyComments } from "./keep-key-comments.ts";
import { printStyle } from "./print-style.ts";
import { haveSameMeaning } from "./same-meaning.ts";

export type FormattedSpec =
  | { readonly text: string; readonly changed: boolean }
  /** The text is no YAML and stays as it is. */
  | { readonly diagnostics: readonly Diagnostic[] };

/** Rounds of printing after which a text is given up on: each takes one level of brackets off a long line. */
const rounds = limits.depth;

/** Columns after which brackets give way to lines. */
const width = 100;

/**
 * A spec in CloudMake's layout: envelope keys in their order, two spaces, at most 100 columns, comments kept.
 * Formatting what is formatted changes nothing, and no formatting changes what a spec says or loses a comment: a text
 * for which one of these does not hold is given back as it was.
 */
export function formatSpec(text: string, name = "spec.yaml"): FormattedSpec {
  const { diagnostics } = readDocuments(new SourceFile(name, text));
  if (diagnostics.length > 0) return { diagnostics };
  let formatted = text;
  for (let round = 0; round < rounds; round += 1) {
    const next = print(formatted, round === 0 ? Infinity : width);
    if (next === formatted) {
      const whole = haveSameMeaning(text, formatted) && sameValue(commentsIn(text), commentsIn(formatted), false);
      return whole ? { text: formatted, changed: formatted !== text } : { text, changed: false };
    }
    if (next === undefined) break;
    formatted = next;
  }
  return { text, changed: false };
}

function print(text: string, maxColumn: number): string | undefined {
  const documents = parseAllDocuments(text, { uniqueKeys: true, version: "1.2" });
  if (!Array.isArray(documents)) return text;
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  const printed = documents.map((document, index) => {
    keepKeyComments(document, text);
    order(document);
    unfold(document, text, maxColumn);
    // The mark between documents stands there once, however it was written.
    const separate = index > 0 && document.directives?.docStart !== true && !printsEnd(documents[index - 1]);
    return `${separate ? "---\n" : ""}${document.toString({ ...printStyle, lineWidth: isFolded(document, text) ? width : 0 })}`;
  });
  return printed.join("");
}

function printsEnd(document: Document.Parsed | undefined): boolean {
  return document?.directives?.docEnd === true;
}

function order(document: Document.Parsed): void {
  const root = document.contents;
  if (!isMap(root) || !root.has("apiVersion")) return;
  sortKeys(root, manifestKeys);
  const spec = root.get("spec");
  if (isMap(spec)) sortKeys(spec, projectKeys);
}

/** Known keys first, in their order; all others keep theirs. Comments and blank lines move with their keys. */
function sortKeys(map: YAMLMap, known: readonly string[]): void {
  const rank = (key: unknown): number => {
    const index = known.indexOf(String(isScalar(key) ? key.value : key));
    return index < 0 ? known.length : index;
  };
  const before = map.items[0]?.key;
  map.items.sort((a, b) => rank(a.key) - rank(b.key));
  const first = map.items[0]?.key;
  if (first === before || !isNode(first) || !isNode(before)) return;
  // What stands above everything stays there.
  const head = [before.commentBefore, first.commentBefore].filter((comment) => typeof comment === "string");
  if (head.length > 0) first.commentBefore = head.join("\n");
  before.commentBefore = null;
}

/** `{ }` and `[ ]` are for one line; what takes several is easier to read, and to compare, without them. */
function unfold(document: Document.Parsed, text: string, maxColumn: number): void {
  visit(document, {
    Collection(_, collection) {
      const [start, end] = collection.range ?? [0, 0];
      const column = end - text.lastIndexOf("\n", end - 1) - 1;
      if (collection.flow !== true || (column <= maxColumn && !text.slice(start, end).includes("\n"))) return undefined;
      collection.flow = false;
      return visit.SKIP;
    },
  });
}

/** Long text stays on its line, unless somebody broke text into lines: then it is broken at the same width. */
function isFolded(document: Document.Parsed, text: string): boolean {
  let folded = false;
  visit(document, {
    Scalar(_, { type, range }) {
      const [start, end] = range ?? [0, 0];
      folded ||= type !== "BLOCK_LITERAL" && text.slice(start, end).includes("\n");
    },
  });
  return folded;
}
