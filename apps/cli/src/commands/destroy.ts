import { foundationsOf, interruptedBy } from "@cloudmake/engine";
import type { ResourceGraph, StackId } from "@cloudmake/model";
import { isNothing } from "@cloudmake/service";
import { type ChangeFlags, changeStacks } from "../change-stacks.ts";
import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
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
  const unknown = await unknownAmong(context, opened.graphs);
  if (unknown.size > 0) {
    context.terminal.say(`Nothing to destroy: nothing is recorded of ${[...unknown].join(", ")}.`);
  }
  const known = opened.graphs.filter(({ stack }) => !unknown.has(stack));
  if (known.length === 0) return { exit: exitCodes.done, data: { approved: true, changed: false, results: [] } };
  const graphs = known.map(({ stack }) => emptyGraph(stack));
  const waitsFor = dependentsOf(known);
  const noStrays = async (): Promise<readonly StackId[]> => [];
  return changeStacks(context, { ...opened, graphs, strays: noStrays }, wishesFrom(flags), { ...flags, waitsFor });
}

/** Stacks that nobody is at work on, that have no resources, and of which no run that was interrupted may have left any. */
async function unknownAmong(context: Context, graphs: readonly ResourceGraph[]): Promise<ReadonlySet<StackId>> {
  const { leases, records, journals } = (await context.state()).backend;
  const looks = graphs.map(async ({ stack }): Promise<readonly StackId[]> => {
    if ((await leases.holder(stack, context)) !== undefined) return [];
    if (((await records.read(stack, context))?.resources.length ?? 0) > 0) return [];
    return isNothing(interruptedBy(await journals.read(stack, context))) ? [stack] : [];
  });
  return new Set((await Promise.all(looks)).flat());
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
