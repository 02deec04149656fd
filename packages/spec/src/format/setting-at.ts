import { canonical, type Range, type SpecPath } from "@cloudmake/model";
import type { Node } from "../yaml/node.ts";
import { readDocuments } from "../yaml/read-documents.ts";
import { SourceFile, type Span } from "../yaml/source-file.ts";
import { plainData } from "./same-meaning.ts";

/** A setting as it is written in a text. */
export interface WrittenSetting {
  /** Which of the file's documents, from 0. */
  readonly document: number;
  readonly path: SpecPath;
  /** JSON, references as their text. */
  readonly value: unknown;
}

/** The setting whose value, or whose key, stands exactly at a range: the way back from a place to what is written. */
export function settingAt(text: string, range: Range): WrittenSetting | undefined {
  const source = new SourceFile("", text);
  const wanted = canonical(range);
  const isThere = (span: Span): boolean => canonical(source.placeOf(span).range) === wanted;
  for (const [document, root] of readDocuments(source).roots.entries()) {
    const found = settingIn(root, [], isThere);
    if (found !== undefined) return { document, ...found };
  }
  return undefined;
}

type Found = Omit<WrittenSetting, "document">;

function settingIn(node: Node, path: SpecPath, isThere: (span: Span) => boolean): Found | undefined {
  if (node.kind === "scalar") return undefined;
  const children: readonly (readonly [string | number, Node, Span | undefined])[] =
    node.kind === "list"
      ? node.items.map((item, index) => [index, item, undefined])
      : [...node.entries].map(([name, { key, value }]) => [name, value, key]);
  for (const [segment, child, key] of children) {
    const here = [...path, segment];
    if (isThere(child) || (key !== undefined && isThere(key))) return { path: here, value: plainData(child) };
    const deeper = settingIn(child, here, isThere);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}
