/**
 * The circles of a graph, each as the way around: `["a", "b", "a"]`. Every node of a circle is in at least one of
 * them; a knot of several circles may show only one. No recursion, so that no chain is too long.
 */
export function findCycles<Node>(graph: ReadonlyMap<Node, ReadonlySet<Node>>): readonly (readonly Node[])[] {
  const knotted = withoutLooseEnds(graph);
  const seen = new Set<Node>();
  const cycles: (readonly Node[])[] = [];
  for (const start of knotted) {
    const way: Node[] = [];
    const onWay = new Map<Node, number>();
    let at: Node | undefined = start;
    while (at !== undefined && !seen.has(at)) {
      seen.add(at);
      onWay.set(at, way.length);
      way.push(at);
      at = [...(graph.get(at) ?? [])].find((target) => knotted.has(target));
    }
    const entry = at === undefined ? undefined : onWay.get(at);
    if (at !== undefined && entry !== undefined) cycles.push([...way.slice(entry), at]);
  }
  return cycles;
}

/** What is left after taking away, again and again, nodes that wait for nothing: those of circles, and who waits for them. */
function withoutLooseEnds<Node>(graph: ReadonlyMap<Node, ReadonlySet<Node>>): ReadonlySet<Node> {
  const open = new Map<Node, number>();
  const waiting = new Map<Node, Node[]>();
  const loose: Node[] = [];
  for (const [node, targets] of graph) {
    let count = 0;
    for (const target of targets) {
      if (!graph.has(target)) continue;
      count += 1;
      const nodes = waiting.get(target);
      if (nodes === undefined) waiting.set(target, [node]);
      else nodes.push(node);
    }
    if (count === 0) loose.push(node);
    else open.set(node, count);
  }
  for (let node = loose.pop(); node !== undefined; node = loose.pop()) {
    for (const above of waiting.get(node) ?? []) {
      const count = (open.get(above) ?? 0) - 1;
      if (count > 0) open.set(above, count);
      else if (open.delete(above)) loose.push(above);
    }
  }
  return new Set(open.keys());
}
