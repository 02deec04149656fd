import { canonical, isList, isRecord, type SpecPath } from "@cloudmake/model";
import { type Document, isMap, isSeq, parseAllDocuments, visit } from "yaml";
import { type Node, nodeAt } from "../yaml/node.ts";
import { readDocuments } from "../yaml/read-documents.ts";
import { SourceFile } from "../yaml/source-file.ts";
import { keepKeyComments } from "./keep-key-comments.ts";
import { printStyle } from "./print-style.ts";
import { plainData } from "./same-meaning.ts";

export interface ValueEdit {
  /** Which of the file's documents, from 0; those without a manifest count too. */
  readonly document: number;
  readonly path: SpecPath;
  /** JSON. Text means itself: a `${` in it is written as `$${`. `undefined` removes the setting. */
  readonly value: unknown;
}

/**
 * A spec text with one value changed and all else, comments included, as it was. Where one written value takes the
 * place of another only its characters change. Undefined: the text has no such place.
 */
export function setValue(text: string, edit: ValueEdit): string | undefined {
  const value = escaped(edit.value);
  const root = rootsOf(text)?.[edit.document];
  if (root === undefined) return undefined;
  for (const written of [() => spliced(text, root, edit.path, value), () => rebuilt(text, edit, value)]) {
    const edited = written();
    if (edited !== undefined && says(edited, edit, value)) return edited;
  }
  return undefined;
}

function spliced(text: string, root: Node, path: SpecPath, value: unknown): string | undefined {
  const node = nodeAt(root, path);
  if (node?.kind !== "scalar" || node.style === "block" || node.end === node.start) return undefined;
  if (typeof value === "object" && value !== null) return undefined;
  if (value === undefined || text.slice(node.start, node.end).includes("\n")) return undefined;
  return `${text.slice(0, node.start)}${asWritten(value, node.style === "quoted")}${text.slice(node.end)}`;
}

/** Words stay bare where the old value was; whatever YAML could take for something else goes into quotes. */
function asWritten(value: unknown, quoted: boolean): string {
  if (typeof value !== "string" || quoted) return JSON.stringify(value);
  return /^[A-Za-z][\w./-]*$/.test(value) && !/^(?:true|false|null)$/i.test(value) ? value : JSON.stringify(value);
}

function rebuilt(text: string, { document, path }: ValueEdit, value: unknown): string | undefined {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return undefined;
  for (const each of documents) keepKeyComments(each, text);
  const edited = documents[document];
  if (edited === undefined || path.length === 0 || !isOpen(edited, path.slice(0, -1))) return undefined;
  if (value === undefined) edited.deleteIn(path);
  else edited.setIn(path, edited.createNode(value));
  if (hasLooseAlias(edited)) return undefined;
  const printed = documents.map((each) => each.toString(printStyle)).join("");
  return text.includes("\r\n") ? printed.replaceAll(/\r?\n/g, "\r\n") : printed;
}

/** Whether a value can be set below a path: all that stands on the way holds others, and is no alias of them. */
function isOpen(document: Document.Parsed, path: SpecPath): boolean {
  return [undefined, ...path].every((_, depth) => {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    return node === undefined || isMap(node) || isSeq(node);
  });
}

/** Whether the anchor of an alias went with what was replaced. */
function hasLooseAlias(document: Document.Parsed): boolean {
  let loose = false;
  visit(document, {
    Alias(_, alias) {
      loose ||= alias.resolve(document) === undefined;
    },
  });
  return loose;
}

/** Whether a text says at a path exactly this. */
function says(text: string, { document, path }: ValueEdit, value: unknown): boolean {
  const root = rootsOf(text)?.[document];
  const node = root === undefined ? undefined : nodeAt(root, path);
  return value === undefined
    ? root !== undefined && node === undefined
    : node !== undefined && canonical(plainData(node)) === canonical(value);
}

function rootsOf(text: string): readonly Node[] | undefined {
  const { roots, diagnostics } = readDocuments(new SourceFile("", text));
  return diagnostics.length === 0 ? roots : undefined;
}

function escaped(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("${", "$${");
  if (isList(value)) return value.map(escaped);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escaped(item)]));
  return value;
}
