import { foundationsOf } from "@cloudmake/engine";
import type { ResourceGraph, StackId } from "@cloudmake/model";
import { type ChangeFlags, changeStacks } from "../change-stacks.ts";
import type { Context, Outcome } from "../context.ts";
import { openSpecsToDestroy } from "../open-specs.ts";
import { emptyGraph } from "../select-stacks.ts";
import { wishesFrom } from "../wishes.ts";

export interface DestroyFlags extends ChangeFlags {
  readonly specs: readonly string[];
  readonly forgetUnreachable?: boolean;
}

/** Deletes what was applied. What holds data is spared unless `--delete-data`. */
export async function destroy(context: Context, flags: DestroyFlags): Promise<Outcome> {
  const opened = await openSpecsToDestroy(context, flags);
  const graphs = opened.graphs.map(({ stack }) => emptyGraph(stack));
  const waitsFor = dependentsOf(opened.graphs);
  const noStrays = async (): Promise<readonly StackId[]> => [];
  return changeStacks(context, { ...opened, graphs, strays: noStrays }, wishesFrom(flags), { ...flags, waitsFor });
}

/** Stacks that refer to others go first. */
function dependentsOf(graphs: readonly ResourceGraph[]): ReadonlyMap<StackId, readonly StackId[]> {
  const dependents = new Map<StackId, StackId[]>();
  for (const graph of graphs) {
    for (const foundation of foundationsOf(graph).keys()) {
      dependents.set(foundation, [...(dependents.get(foundation) ?? []), graph.stack]);
    }
  }
  return dependents;
}
