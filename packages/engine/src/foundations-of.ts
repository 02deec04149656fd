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
