import type { SpecPath } from "@cloudmake/model";
import { type Entry, type MapNode, type Node, nodeAt } from "../yaml/node.ts";

/** Settings of one origin; later layers win. */
export interface Layer {
  /** `base`, `environment prod`, `environment prod (from staging)` */
  readonly name: string;
  readonly node: MapNode;
}

/** Maps merge, lists and values replace, `null` removes. */
export function mergeLayers(layers: readonly Layer[], base: MapNode): MapNode {
  return layers.reduce((merged, { node }) => mergeMaps(merged, node), base);
}

/** The layer that gives a path its value; `default` where none does. */
export function layerAt(layers: readonly Layer[], path: SpecPath): string {
  return layers.findLast(({ node }) => nodeAt(node, path) !== undefined)?.name ?? "default";
}

export function withoutKeys(map: MapNode, keys: readonly string[]): MapNode {
  if (!keys.some((key) => map.entries.has(key))) return map;
  const entries = new Map(map.entries);
  for (const key of keys) entries.delete(key);
  return { ...map, entries };
}

export function onlyKeys(map: MapNode, keys: readonly string[]): MapNode {
  const entries = new Map<string, Entry>();
  for (const [key, entry] of map.entries) if (keys.includes(key)) entries.set(key, entry);
  return { ...map, entries };
}

function mergeMaps(base: MapNode, over: MapNode): MapNode {
  const entries = new Map<string, Entry>(base.entries);
  for (const [key, entry] of over.entries) {
    const below = entries.get(key);
    if (isNull(entry.value)) entries.delete(key);
    else if (below?.value.kind === "map" && entry.value.kind === "map") {
      entries.set(key, { key: below.key, value: mergeMaps(below.value, entry.value) });
    } else entries.set(key, entry);
  }
  return { ...base, entries };
}

export function isNull(node: Node): boolean {
  return node.kind === "scalar" && node.value === null;
}
