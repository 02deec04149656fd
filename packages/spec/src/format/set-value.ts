import { canonical, isList, isRecord, type SpecPath } from "@cloudmake/model";
import { isMap, isSeq, parseAllDocuments } from "yaml";
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
  for (const edited of [spliced(text, root, edit.path, value), rebuilt(text, edit, value)]) {
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
  const owner: unknown = path.length === 1 ? edited?.contents : edited?.getIn(path.slice(0, -1), true);
  if (edited === undefined || path.length === 0) return undefined;
  if (value === undefined) edited.deleteIn(path);
  else if (owner === undefined || isMap(owner) || isSeq(owner)) edited.setIn(path, edited.createNode(value));
  else return undefined;
  return documents.map((each) => each.toString(printStyle)).join("");
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
