import { canonical } from "@cloudmake/model";
import type { Node } from "../yaml/node.ts";
import { readDocuments } from "../yaml/read-documents.ts";
import { SourceFile } from "../yaml/source-file.ts";

/** Whether two texts say the same, comments and layout aside. Key order means nothing. */
export function haveSameMeaning(a: string, b: string): boolean {
  return meaningOf(a) === meaningOf(b);
}

function meaningOf(text: string): string {
  const { roots, diagnostics } = readDocuments(new SourceFile("", text));
  return canonical([roots.filter((root) => !isEmpty(root)).map(plainData), diagnostics.map(({ code }) => code)]);
}

/** Data without a look at references. Numbers JSON does not have are told apart by name. */
export function plainData(node: Node): unknown {
  switch (node.kind) {
    case "scalar":
      return typeof node.value === "number" && !Number.isFinite(node.value)
        ? { number: String(node.value) }
        : node.value;
    case "list":
      return node.items.map(plainData);
    case "map":
      return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plainData(value)]));
  }
}

function isEmpty(node: Node): boolean {
  return node.kind === "scalar" && node.source === "" && node.style === "plain";
}
