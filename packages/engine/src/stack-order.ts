import { type Address, partsOf, refsIn, type ResourceGraph, type StackId } from "@cloudmake/model";

/** Stacks that a stack's references point to, with one reference as the reason for each. */
export function foundationsOf(
  graph: ResourceGraph,
): ReadonlyMap<StackId, { readonly from: Address; readonly to: Address }> {
  const found = new Map<StackId, { from: Address; to: Address }>();
  for (const { address, inputs } of graph.nodes) {
    for (const { $ref } of refsIn(inputs)) {
      const { stack } = partsOf($ref.address);
      if (stack !== graph.stack && !found.has(stack)) found.set(stack, { from: address, to: $ref.address });
    }
  }
  return found;
}

/** Graphs in an order in which every stack stands after those it refers to; ties keep their order. */
export function inStackOrder(graphs: readonly ResourceGraph[]): readonly ResourceGraph[] {
  const byStack = new Map(graphs.map((graph) => [graph.stack, graph]));
  const ordered = new Set<ResourceGraph>();
  const entered = new Set<ResourceGraph>();
  const visit = (graph: ResourceGraph): void => {
    if (entered.has(graph)) return;
    entered.add(graph);
    for (const stack of foundationsOf(graph).keys()) {
      const foundation = byStack.get(stack);
      if (foundation !== undefined) visit(foundation);
    }
    ordered.add(graph);
  };
  graphs.forEach(visit);
  return [...ordered];
}
