import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { changesOf, Failure, type Plan, type StackId } from "@cloudmake/model";
import { planStacks, type PlannedStack, verifyPlan } from "@cloudmake/service";
import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { mustHaveRead } from "../must-have-read.ts";
import { openToLook } from "../open-to-look.ts";
import { counted } from "../render/counted.ts";
import { planLines, totalChanges } from "../render/plan-lines.ts";
import { whileWaiting } from "../render/while-waiting.ts";
import type { Paint } from "../terminal.ts";
import type { StackFilter } from "../select-stacks.ts";
import { wishesFrom } from "../wishes.ts";

export interface PlanFlags extends StackFilter {
  readonly specs: readonly string[];
  readonly secretsFile?: string;
  readonly refresh: boolean;
  readonly out?: string;
  readonly verify?: boolean;
  readonly detailedExitcode?: boolean;
  readonly deleteData?: boolean;
  readonly replace: readonly string[];
  readonly target: readonly string[];
}

/** Shows exactly what apply would do. */
export async function plan(context: Context, flags: PlanFlags): Promise<Outcome> {
  // A saved plan is compared later, and the engine keeps what a preview tells it: both need the lasting key.
  const purpose = flags.out === undefined && flags.verify !== true ? "plan" : "apply";
  const { opened, platform, early } = await openToLook(context, flags, { purpose });
  const { graphs, strays } = opened;
  const call = { signal: context.signal, refresh: flags.refresh, early };
  const planning = planStacks(platform, graphs, wishesFrom(flags), call);
  const planned = await whileWaiting(context.terminal, "planning", planning);
  const plans = planned.map((one) => one.plan);
  showPlans(plans, context.terminal.paint, context.terminal.answer);
  await showStrays(context, strays);
  if (flags.verify === true) for (const one of planned) await verify(context, platform, one, call);
  if (flags.out !== undefined) await save(context, flags.out, plans);
  await mustHaveRead(context, planned, { untold: true });
  const changed = totalChanges(plans) > 0;
  const exit = flags.detailedExitcode === true && changed ? exitCodes.changes : exitCodes.done;
  return { exit, data: { changed, plans } };
}

/** Lines for every plan, then one sentence for all. */
export function showPlans(plans: readonly Plan[], paint: Paint, tell: (line: string) => void): void {
  const [moving, still] = [plans.filter(hasNews), plans.filter((one) => !hasNews(one))];
  for (const one of moving) {
    for (const line of planLines(one, paint)) tell(line);
    tell("");
  }
  if (moving.length > 0 && still.length > 0) tell(`As described: ${still.map(({ stack }) => stack).join(", ")}`);
  const changes = totalChanges(plans);
  const stacks = plans.filter((one) => changesOf(one).length > 0).length;
  const held = plans.flatMap(({ steps }) => steps).filter(({ action }) => action === "hold").length;
  const all = counted(plans.length, "stack");
  if (changes > 0) tell(`${counted(changes, "change")} in ${stacks} of ${all}.`);
  else if (held > 0) tell(`Nothing would be changed; ${counted(held, "resource")} left alone.`);
  else tell(`No changes: ${all} ${plans.length === 1 ? "is" : "are"} as described.`);
}

function hasNews({ steps }: Plan): boolean {
  return steps.some(({ action }) => action !== "keep");
}

/** Stacks that were applied once and that no spec describes any more. */
export async function showStrays({ terminal }: Context, strays: () => Promise<readonly StackId[]>): Promise<void> {
  for (const stack of await strays()) {
    terminal.say(
      `${terminal.paint("yellow", "note")} ${stack} has resources but no spec; \`cloudmake destroy --stack ${stack}\` deletes them.`,
    );
  }
}

async function verify(
  { terminal, signal }: Context,
  platform: Parameters<typeof verifyPlan>[0],
  planned: PlannedStack,
  call: { refresh: boolean; signal: AbortSignal },
): Promise<void> {
  const disagreements = await verifyPlan(platform, planned, { ...call, signal });
  for (const { address, planned: ours, previewed } of disagreements) {
    terminal.say(
      `${terminal.paint("red", "disagreement")} ${address}: the plan says ${ours}, Pulumi's preview says ${previewed}`,
    );
  }
  if (disagreements.length > 0) throw new Error(`plan and preview of ${planned.plan.stack} disagree`);
  terminal.say(`${terminal.paint("green", "verified")} ${planned.plan.stack}: Pulumi's own preview says the same.`);
}

async function save({ terminal, cwd }: Context, file: string, plans: readonly Plan[]): Promise<void> {
  try {
    await writeFile(resolve(cwd, file), `${JSON.stringify({ formatVersion: 1, plans }, undefined, 2)}\n`);
  } catch {
    throw new Failure("USAGE", { problem: `The plan cannot be written to ${file}.` });
  }
  terminal.say(`Saved to ${file}; \`cloudmake apply ${file}\` does exactly this.`);
}
