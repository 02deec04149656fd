import { noWishes } from "@cloudmake/engine";
import { Failure, partsOf } from "@cloudmake/model";
import { type ChangeFlags, changeStacks } from "../change-stacks.ts";
import type { Context, Outcome } from "../context.ts";
import { openSpecs } from "../open-specs.ts";
import { recordedIds } from "../recorded-ids.ts";
import { parseAddress } from "../wishes.ts";

export interface ImportFlags extends ChangeFlags {
  readonly address: string;
  readonly id: string;
  readonly specs: readonly string[];
}

/** Takes an existing object over: from then on the spec says what it is. */
export async function importObject(context: Context, flags: ImportFlags): Promise<Outcome> {
  const address = parseAddress(flags.address);
  const { stack } = partsOf(address);
  const opened = await openSpecs(context, { ...flags, stack: [stack], environment: [] });
  const known = opened.graphs.flatMap(({ nodes }) => nodes.map((node) => node.address));
  if (!known.includes(address)) {
    throw new Failure("USAGE", { problem: `No spec describes ${address}.`, hint: `${stack} has ${known.join(", ")}.` });
  }
  const own = (await recordedIds(context, address)).get(address);
  if (own !== undefined && own !== flags.id) {
    throw new Failure("USAGE", {
      problem: `${address} is ${own} already.`,
      hint: `To have ${flags.id} in its place: \`cloudmake forget ${address}\` first. ${own} then stays in the cloud, and nobody looks after it.`,
    });
  }
  const wishes = { ...noWishes, imports: new Map([[address, flags.id]]), only: new Set([address]) };
  return changeStacks(context, opened, wishes, flags);
}
