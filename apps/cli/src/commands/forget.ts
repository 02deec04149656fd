import { noWishes } from "@cloudmake/engine";
import { type Address, Failure, partsOf } from "@cloudmake/model";
import { type ChangeFlags, changeStacks } from "../change-stacks.ts";
import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { type OpenedSpecs, openSpecs } from "../open-specs.ts";
import { recordedIds } from "../recorded-ids.ts";
import { parseAddress } from "../wishes.ts";

export interface ForgetFlags extends ChangeFlags {
  readonly address: string;
  readonly specs: readonly string[];
}

/** Leaves an object in the cloud and forgets it here. */
export async function forget(context: Context, flags: ForgetFlags): Promise<Outcome> {
  const address = parseAddress(flags.address);
  const opened = await openSpecs(context, { ...flags, stack: [partsOf(address).stack], environment: [] });
  const recorded = await recordedIds(context, address);
  if (!recorded.has(address)) return nothingToForget(context, address, opened, recorded);
  const wishes = { ...noWishes, forgets: new Set([address]), only: new Set([address]) };
  return changeStacks(context, opened, wishes, flags);
}

/** Forgotten already, as after a second call, or never applied. Going on would make the object instead. */
function nothingToForget(
  { terminal }: Context,
  address: Address,
  { graphs }: OpenedSpecs,
  recorded: ReadonlyMap<Address, string>,
): Outcome {
  const isDescribed = graphs.some(({ nodes }) => nodes.some((node) => node.address === address));
  if (!isDescribed) {
    const known = [...recorded.keys()].join(", ");
    throw new Failure("USAGE", {
      problem: `Nothing is known of ${address}.`,
      hint: known === "" ? "No resource of this stack is recorded." : `Recorded are ${known}.`,
    });
  }
  terminal.say(`Nothing to forget: ${address} is not recorded.`);
  return { exit: exitCodes.done, data: { approved: true, changed: false, results: [] } };
}
