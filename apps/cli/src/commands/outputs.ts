import { Failure, type StackId } from "@cloudmake/model";
import { type Outputs, readOutputs } from "@cloudmake/service";
import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { parseStack } from "../select-stacks.ts";
import { openSealer } from "../wiring/open-sealer.ts";

export interface OutputsFlags {
  readonly stack?: string;
  /** `component.output`, or a component for all of its outputs */
  readonly name?: string;
  readonly showSecrets?: boolean;
}

/** Outputs of applied stacks: all, those of one stack, or one bare value for scripts. */
export async function outputs(context: Context, flags: OutputsFlags): Promise<Outcome> {
  const { backend: state } = await context.state();
  const known = await state.records.list(context);
  const stacks = flags.stack === undefined ? known : [parseStack(flags.stack)];
  const sealer = await openSealer(context, { make: false });
  const showSecrets = flags.showSecrets === true;
  const all: Record<StackId, Outputs> = {};
  for (const stack of stacks) {
    const found = await readOutputs({ state, sealer }, stack, { signal: context.signal, showSecrets });
    if (found === undefined) throw new Failure("STACK_NOT_FOUND", { stack, known: [...known] });
    all[stack] = found;
  }
  const data = flags.name === undefined ? all : one(all, flags.name);
  if (context.flags.json !== undefined) return { exit: exitCodes.done, data };
  if (flags.name === undefined && lines(all).length === 0) {
    context.terminal.say("No outputs: nothing was applied yet.");
    return { exit: exitCodes.done, data };
  }
  const print = showSecrets ? context.terminal.secretData : context.terminal.data;
  print(typeof data === "string" ? data : flags.name === undefined ? lines(all).join("\n") : JSON.stringify(data));
  return { exit: exitCodes.done, data };
}

function one(all: Readonly<Record<string, Outputs>>, name: string): unknown {
  const [component = "", output = ""] = name.split(".");
  const [found] = Object.values(all);
  const values = found?.[component];
  const value = output === "" ? values : values?.[output];
  if (value !== undefined) return value;
  const known = Object.entries(found ?? {}).flatMap(([key, own]) =>
    Object.keys(own).flatMap((name) => (name === "self" ? [] : [`${key}.${name}`])),
  );
  throw new Failure("USAGE", {
    problem: `There is no output \`${name}\`.`,
    hint: `There is ${known.join(", ") || "none"}.`,
  });
}

function lines(all: Readonly<Record<string, Outputs>>): readonly string[] {
  return Object.entries(all).flatMap(([stack, components]) =>
    Object.entries(components).flatMap(([component, values]) =>
      Object.entries(values)
        .filter(([name, value]) => name !== "self" && value !== null)
        .map(
          ([name, value]) =>
            `${stack} ${component}.${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`,
        ),
    ),
  );
}
