import { noWishes } from "@cloudmake/engine";
import { partsOf } from "@cloudmake/model";
import { type ChangeFlags, changeStacks } from "../change-stacks.ts";
import type { Context, Outcome } from "../context.ts";
import { openSpecs } from "../open-specs.ts";
import { parseAddress } from "../wishes.ts";

export interface ForgetFlags extends ChangeFlags {
  readonly address: string;
  readonly specs: readonly string[];
}

/** Leaves an object in the cloud and forgets it here. */
export async function forget(context: Context, flags: ForgetFlags): Promise<Outcome> {
  const address = parseAddress(flags.address);
  const opened = await openSpecs(context, { ...flags, stack: [partsOf(address).stack], environment: [] });
  const wishes = { ...noWishes, forgets: new Set([address]), only: new Set([address]) };
  return changeStacks(context, opened, wishes, flags);
}
