import type { ComponentRef, Diagnostic, Scalar, SecretRef, SpecPath, StackId } from "@cloudmake/model";
import { diagnose } from "../diagnostic/diagnose.ts";
import { quoted } from "../diagnostic/words.ts";
import { limits } from "../limits.ts";
import type { ListNode, MapNode, Node, ScalarNode } from "../yaml/node.ts";
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
  /** No stack is written: it means the one that it stands in. */
  readonly isHome: boolean;
  readonly path: SpecPath;
  readonly span: Span;
}

export interface Decoded {
  readonly data: Data;
  readonly references: readonly FoundReference[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The way down to a list or map; made into a path only where somebody asks for one. */
interface Way {
  readonly above: Way | undefined;
  readonly key: string | number;
}

/** Turns nodes into data, its `${...}` into references; a bare one's stack is `home`. */
export function decodeNode(source: SourceFile, node: Node, home: StackId): Decoded {
  const references: FoundReference[] = [];
  const diagnostics: Diagnostic[] = [];
  const data = node.kind === "scalar" ? scalar(node, undefined) : inside(node, undefined);
  return { data, references, diagnostics };

  function walk(at: Node, above: Way | undefined, key: string | number): Data {
    return at.kind === "scalar" ? scalar(at, above, key) : inside(at, { above, key });
  }

  function inside(at: ListNode | MapNode, way: Way | undefined): Data {
    if (at.kind === "list") return at.items.map((item, index) => walk(item, way, index));
    // No document has a key `__proto__`, or one that a reference has.
    const data: Record<string, Data> = {};
    for (const [key, { value }] of at.entries) data[key] = walk(value, way, key);
    return data;
  }

  function scalar(at: ScalarNode, above: Way | undefined, key?: string | number): Data {
    if (typeof at.value !== "string" || !at.value.includes("${")) return at.value;
    return text(at, at.value, key === undefined ? [] : pathTo({ above, key }));
  }

  function text(at: ScalarNode, value: string, path: SpecPath): Data {
    let from: number | undefined = at.start;
    const parts = parseText(value, home).flatMap((part): Data[] => {
      if (typeof part === "string") return [part];
      if (references.length >= limits.references || diagnostics.length >= limits.diagnostics) return [];
      const found = from === undefined ? undefined : spanOf(source, at, part.text, from);
      const span = found ?? at;
      from = found?.end;
      if ("problem" in part) {
        const summary = `${part.problem}: ${quoted(part.text)}`;
        diagnostics.push(diagnose(source, span, "SPEC_REFERENCE_SYNTAX", { summary, fix: part.fix, path }));
        return [];
      }
      if ("isHome" in part) references.push({ target: part.target, isHome: part.isHome, path, span });
      return [part.target];
    });
    const [only] = parts;
    if (parts.length === 0) return "";
    return parts.length === 1 && only !== undefined ? only : { $join: parts };
  }
}

function pathTo(way: Way | undefined): SpecPath {
  const path: (string | number)[] = [];
  for (let at = way; at !== undefined; at = at.above) path.push(at.key);
  return path.reverse();
}

/** Where a reference stands in its scalar; undefined where escapes or line breaks changed its text. */
function spanOf(source: SourceFile, node: ScalarNode, text: string, from: number): Span | undefined {
  const start = source.text.slice(from, node.end).indexOf(text);
  return start < 0 ? undefined : { start: from + start, end: from + start + text.length };
}
