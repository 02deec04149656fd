import type { Diagnostic } from "@cloudmake/model";
import { type Document, isMap, isScalar, parseAllDocuments, type YAMLMap } from "yaml";
import { manifestKeys, projectKeys } from "../schema/envelope.ts";
import { readDocuments } from "../yaml/read-documents.ts";
import { SourceFile } from "../yaml/source-file.ts";
import { printStyle } from "./print-style.ts";
import { haveSameMeaning } from "./same-meaning.ts";

export type FormattedSpec =
  | { readonly text: string; readonly changed: boolean }
  /** The text is no YAML and stays as it is. */
  | { readonly diagnostics: readonly Diagnostic[] };

/** Rounds of printing after which a text is given up on; two settle all that was ever seen. */
const rounds = 4;

/**
 * A spec in CloudMake's layout: envelope keys in their order, two spaces, at most 100 columns, comments kept.
 * Formatting what is formatted changes nothing, and no formatting changes what a spec says: a text for which either
 * does not hold is given back as it was.
 */
export function formatSpec(text: string, name = "spec.yaml"): FormattedSpec {
  const { diagnostics } = readDocuments(new SourceFile(name, text));
  if (diagnostics.length > 0) return { diagnostics };
  let formatted = text;
  for (let round = 0; round < rounds; round += 1) {
    const next = print(formatted);
    if (next === formatted) {
      const kept = haveSameMeaning(text, formatted) ? formatted : text;
      return { text: kept, changed: kept !== text };
    }
    if (next === undefined) break;
    formatted = next;
  }
  return { text, changed: false };
}

function print(text: string): string | undefined {
  const documents = parseAllDocuments(text, { uniqueKeys: true, version: "1.2" });
  if (!Array.isArray(documents)) return text;
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  const printed = documents.map((document, index) => {
    order(document);
    // The mark between documents stands there once, however it was written.
    const separate = index > 0 && document.directives?.docStart !== true && !printsEnd(documents[index - 1]);
    return `${separate ? "---\n" : ""}${document.toString(printStyle)}`;
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
  map.items.sort((a, b) => rank(a.key) - rank(b.key));
}
