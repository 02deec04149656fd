import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Failure, Plan } from "@cloudmake/model";
import { z } from "zod";
import { type ChangeFlags, changeStacks } from "../change-stacks.ts";
import type { Context, Outcome } from "../context.ts";
import { openSpecs } from "../open-specs.ts";
import { wishesFrom } from "../wishes.ts";

export interface ApplyFlags extends ChangeFlags {
  readonly specs: readonly string[];
  readonly replace: readonly string[];
  readonly target: readonly string[];
}

const SavedPlans = z.object({ formatVersion: z.literal(1), plans: z.array(Plan) });

/** Makes the clouds match the specs, or carries a saved plan out. */
export async function apply(context: Context, flags: ApplyFlags): Promise<Outcome> {
  const [file, ...others] = flags.specs;
  const saved = file?.endsWith(".json") === true ? await readPlans(context, file) : undefined;
  const specs = saved === undefined ? flags.specs : others;
  const opened = await openSpecs(context, { ...flags, specs });
  if (saved === undefined) return changeStacks(context, opened, wishesFrom(flags), flags);
  const stacks = new Set(saved.map(({ stack }) => stack));
  const graphs = opened.graphs.filter(({ stack }) => stacks.has(stack));
  return changeStacks(context, { ...opened, graphs }, wishesFrom(flags), { ...flags, yes: true, saved });
}

async function readPlans({ cwd }: Context, file: string): Promise<readonly Plan[]> {
  const problem = (what: string): Failure => new Failure("PLAN_UNREADABLE", { file, problem: what });
  let text: string;
  try {
    text = await readFile(resolve(cwd, file), "utf8");
  } catch {
    throw problem("it cannot be opened");
  }
  const parsed = SavedPlans.safeParse(jsonOf(text));
  if (!parsed.success) throw problem("it is not what `cloudmake plan -o` of this version writes.");
  return parsed.data.plans;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
