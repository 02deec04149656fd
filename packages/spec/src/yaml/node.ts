import type { Scalar, SpecPath } from "@cloudmake/model";
import type { Span } from "./source-file.ts";

/** A YAML document as a tree that knows where everything stands. Aliases share the nodes they stand for. */
export type Node = ScalarNode | ListNode | MapNode;

export interface ScalarNode extends Span {
  readonly kind: "scalar";
  readonly value: Scalar;
  /** As written, without quotes and escapes: tells `0644` from `644`. */
  readonly source: string;
  readonly style: "plain" | "quoted" | "block";
}

export interface ListNode extends Span {
  readonly kind: "list";
  readonly flow: boolean;
  readonly items: readonly Node[];
}

export interface MapNode extends Span {
  readonly kind: "map";
  readonly flow: boolean;
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  readonly key: Span;
  readonly value: Node;
}

export function childOf(node: Node, segment: string | number): Node | undefined {
  switch (node.kind) {
    case "scalar":
      return undefined;
    case "list":
      return typeof segment === "number" ? node.items[segment] : undefined;
    case "map":
      return node.entries.get(String(segment))?.value;
  }
}

export function nodeAt(root: Node, path: SpecPath): Node | undefined {
  let node: Node | undefined = root;
  for (const segment of path) node = node === undefined ? undefined : childOf(node, segment);
  return node;
}

/** The word to mend at a path: the value where it fits on a line, else its key; the nearest one above if absent. */
export function spanAt(root: Node, path: SpecPath): Span {
  let node = root;
  let span: Span = root;
  for (const segment of path) {
    const child = childOf(node, segment);
    if (child === undefined) return span;
    const key = node.kind === "map" ? node.entries.get(String(segment))?.key : undefined;
    span = isWord(child) ? child : (key ?? child);
    node = child;
  }
  return span;
}

/** Where a setting's key stands; the place of its owner when the key is not there. */
export function keySpanAt(root: Node, path: SpecPath): Span {
  const owner = nodeAt(root, path.slice(0, -1));
  const entry = owner?.kind === "map" ? owner.entries.get(String(path.at(-1))) : undefined;
  return entry?.key ?? spanAt(root, path);
}

function isWord(node: Node): boolean {
  if (node.end === node.start) return false;
  return node.kind === "scalar" ? node.style !== "block" : node.flow;
}

export function emptyMap(span: Span): MapNode {
  return { kind: "map", flow: false, entries: new Map(), start: span.start, end: span.end };
}
