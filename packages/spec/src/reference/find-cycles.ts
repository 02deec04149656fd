/**
 * The circles of a graph, each as the way around: `["a", "b", "a"]`. Every node of a circle is in at least one of
 * them; a knot of several circles may show only one. No recursion, so that no chain is too long.
 */
export function findCycles(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const knotted = withoutLooseEnds(graph);
  const seen = new Set<string>();
  const cycles: (readonly string[])[] = [];
  for (const start of knotted.keys()) {
    const way: string[] = [];
    const onWay = new Map<string, number>();
    let at: string | undefined = start;
    while (at !== undefined && !seen.has(at)) {
      seen.add(at);
      onWay.set(at, way.length);
      way.push(at);
      at = [...(knotted.get(at) ?? [])][0];
    }
    const entry = at === undefined ? undefined : onWay.get(at);
    if (at !== undefined && entry !== undefined) cycles.push([...way.slice(entry), at]);
  }
  return cycles;
}

/** What is left after taking away, again and again, nodes that wait for nothing. */
function withoutLooseEnds(graph: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, ReadonlySet<string>> {
  // What waits for nothing is no part of any circle, nor is what waits for such alone.
  const left = new Map<string, Set<string>>();
  for (const [node, targets] of graph) if (targets.size > 0) left.set(node, new Set(targets));
  const waiting = new Map<string, string[]>();
  for (const [node, targets] of left) {
    for (const to of targets) {
      const nodes = waiting.get(to);
      if (!left.has(to)) targets.delete(to);
      else if (nodes === undefined) waiting.set(to, [node]);
      else nodes.push(node);
    }
  }
  const loose = [...left].flatMap(([node, targets]) => (targets.size === 0 ? [node] : []));
  for (let node = loose.pop(); node !== undefined; node = loose.pop()) {
    left.delete(node);
    for (const above of waiting.get(node) ?? []) {
      const targets = left.get(above);
      if (targets?.delete(node) && targets.size === 0) loose.push(above);
    }
  }
  return left;
}
