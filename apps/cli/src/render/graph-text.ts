import { type Address, refsIn, type ResourceGraph, type ResourceNode } from "@cloudmake/model";
import { typeName } from "./plan-lines.ts";

interface Edge {
  readonly from: Address;
  readonly to: Address;
  readonly label: string;
}

/** Mermaid flowchart, one subgraph a stack: GitHub draws it in Markdown. */
export function graphMermaid(graphs: readonly ResourceGraph[]): string {
  const lines = graphs.flatMap(({ stack, nodes }) => [
    `  subgraph ${id(stack)}["${stack}"]`,
    ...nodes.map((node) => `    ${id(node.address)}["${label(node).join("<br/>")}"]`),
    "  end",
  ]);
  const edges = edgesOf(graphs).map(
    ({ from, to, label: text }) => `  ${id(from)} -->${text === "" ? "" : `|${text}|`} ${id(to)}`,
  );
  return ["flowchart LR", ...lines, ...edges].join("\n");
}

/** Graphviz DOT, one cluster a stack. */
export function graphDot(graphs: readonly ResourceGraph[]): string {
  const lines = graphs.flatMap(({ stack, nodes }) => [
    `  subgraph "cluster_${stack}" {`,
    `    label="${stack}"; style="rounded"; color="#8a94a6"; fontcolor="#4a5568";`,
    ...nodes.map((node) => `    "${node.address}" [label="${label(node).join(String.raw`\n`)}"];`),
    "  }",
  ]);
  const edges = edgesOf(graphs).map(({ from, to, label: text }) => `  "${from}" -> "${to}" [label="${text}"];`);
  return [
    "digraph cloudmake {",
    "  rankdir=LR;",
    '  node [shape=box, style="rounded,filled", fillcolor="#eef4ff", color="#4c6ef5", fontname="Helvetica", fontsize=11];',
    '  edge [color="#8a94a6", fontname="Helvetica", fontsize=9, fontcolor="#4a5568"];',
    ...lines,
    ...edges,
    "}",
  ].join("\n");
}

function label({ address, type }: ResourceNode): readonly [string, string] {
  return [address.split("/").slice(2).join("/"), typeName(type)];
}

/** From what depends to what it depends on, named after the outputs it takes. */
function edgesOf(graphs: readonly ResourceGraph[]): readonly Edge[] {
  return graphs.flatMap(({ nodes }) =>
    nodes.flatMap((node): Edge[] => {
      const refs = refsIn(node.inputs);
      const targets = [...new Set([...node.dependsOn, ...refs.map(({ $ref }) => $ref.address)])].sort();
      return targets.map((to) => {
        const outputs = refs.filter(({ $ref }) => $ref.address === to).map(({ $ref }) => $ref.output);
        return { from: node.address, to, label: [...new Set(outputs)].join(", ") };
      });
    }),
  );
}

function id(text: string): string {
  return text.replaceAll(/[^a-z0-9]/g, "_");
}
