import type { MapNode, Node } from "../yaml/node.ts";
import type { Span } from "../yaml/source-file.ts";

/** A map's data one level deep: enough to check its keys, cheap where whole components hang below. */
export function outline(map: MapNode): Readonly<Record<string, unknown>> {
  const data: Record<string, unknown> = {};
  for (const [key, { value }] of map.entries) data[key] = shallow(value);
  return data;
}

function shallow(node: Node): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return [];
    case "map":
      return {};
  }
}

/** A map's entry that is itself a map; diagnostics about all of it point to its key. */
export function mapEntry(map: MapNode, key: string): MapNode | undefined {
  const entry = map.entries.get(key);
  return entry?.value.kind === "map" ? spanning(entry.value, entry.key) : undefined;
}

export function spanning(map: MapNode, { start, end }: Span): MapNode {
  return { ...map, start, end };
}
