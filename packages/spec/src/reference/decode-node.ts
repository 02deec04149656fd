import type { ComponentRef, Diagnostic, Scalar, SecretRef, SpecPath } from "@cloudmake/model";
import { diagnose } from "../diagnostic/diagnose.ts";
import { quoted } from "../diagnostic/words.ts";
import { limits } from "../limits.ts";
import type { Node, ScalarNode } from "../yaml/node.ts";
import type { SourceFile, Span } from "../yaml/source-file.ts";
import { parseText } from "./parse-text.ts";

/** JSON with references in it: what a schema decodes. */
export type Data =
  | Scalar
  | ComponentRef
  | SecretRef
  | { readonly $join: readonly Data[] }
  | readonly Data[]
  | { readonly [key: string]: Data };

/** A reference to a component, where it stands. */
export interface FoundReference {
  readonly target: ComponentRef;
  readonly path: SpecPath;
  readonly span: Span;
}

export interface Decoded {
  readonly data: Data;
  readonly references: readonly FoundReference[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Turns nodes into data, its `${...}` into references; a bare one's stack is `home`. */
export function decodeNode(source: SourceFile, node: Node, home: string, path: SpecPath = []): Decoded {
  const references: FoundReference[] = [];
  const diagnostics: Diagnostic[] = [];
  const data = walk(node, path);
  return { data, references, diagnostics };

  function walk(at: Node, here: SpecPath): Data {
    switch (at.kind) {
      case "scalar":
        return typeof at.value === "string" && at.value.includes("${") ? text(at, at.value, here) : at.value;
      case "list":
        return at.items.map((item, index) => walk(item, [...here, index]));
      case "map": {
        const entries = [...at.entries].map(([key, { value }]) => [key, walk(value, [...here, key])] as const);
        return Object.fromEntries(entries);
      }
    }
  }

  function text(at: ScalarNode, value: string, here: SpecPath): Data {
    let from: number | undefined = at.start;
    const parts = parseText(value, home).flatMap((part): Data[] => {
      if (typeof part === "string") return [part];
      if (references.length >= limits.references || diagnostics.length >= limits.diagnostics) return [];
      const found = from === undefined ? undefined : spanOf(source, at, part.text, from);
      const span = found ?? at;
      from = found?.end;
      if ("problem" in part) {
        const summary = `${part.problem}: ${quoted(part.text)}`;
        diagnostics.push(diagnose(source, span, "SPEC_REFERENCE_SYNTAX", { summary, fix: part.fix, path: here }));
        return [];
      }
      if ("$from" in part.target) references.push({ target: part.target, path: here, span });
      return [part.target];
    });
    const [only] = parts;
    if (parts.length === 0) return "";
    return parts.length === 1 && only !== undefined ? only : { $join: parts };
  }
}

/** Where a reference stands in its scalar; undefined where escapes or line breaks changed its text. */
function spanOf(source: SourceFile, node: ScalarNode, text: string, from: number): Span | undefined {
  const start = source.text.slice(from, node.end).indexOf(text);
  return start < 0 ? undefined : { start: from + start, end: from + start + text.length };
}
