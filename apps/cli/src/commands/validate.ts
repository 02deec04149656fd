import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { openSpecs } from "../open-specs.ts";
import { counted } from "../render/counted.ts";
import type { StackFilter } from "../select-stacks.ts";

export interface ValidateFlags extends StackFilter {
  readonly specs: readonly string[];
}

/** Checks specs; every error of every file at once. */
export async function validate(context: Context, flags: ValidateFlags): Promise<Outcome> {
  const { graphs, files } = await openSpecs(context, flags);
  const resources = graphs.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const { terminal } = context;
  const found = [counted(files, "file"), counted(graphs.length, "stack"), counted(resources, "resource")];
  terminal.say(`${terminal.paint("green", "valid")} ${found.join(", ")}`);
  return {
    exit: exitCodes.done,
    data: { files, stacks: graphs.map(({ stack, nodes }) => ({ stack, resources: nodes.length })) },
  };
}
