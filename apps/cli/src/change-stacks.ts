import type { Wishes } from "@cloudmake/engine";
import { changesOf, type FailedStep, Failure, type Plan, type RunEvent, type StackId } from "@cloudmake/model";
import { applyStacks, type PlannedStack, type StackResult } from "@cloudmake/service";
import { showPlans, showStrays } from "./commands/plan.ts";
import type { Context, Outcome } from "./context.ts";
import { parseDuration } from "./duration.ts";
import { mustHaveRead, showUnreadable } from "./must-have-read.ts";
import { exitCodes } from "./exit-codes.ts";
import type { OpenedSpecs } from "./open-specs.ts";
import { failureLine } from "./render/failure-words.ts";
import { resultLines } from "./render/result-lines.ts";
import { showProgress } from "./render/run-progress.ts";
import type { StackFilter } from "./select-stacks.ts";
import { mustHaveAccounts, openPlatform } from "./wiring/open-platform.ts";

export interface ChangeFlags extends StackFilter {
  readonly secretsFile?: string;
  readonly refresh?: boolean;
  readonly yes?: boolean;
  readonly lockTimeout: string;
  readonly allowDestroy?: boolean;
  readonly deleteData?: boolean;
  readonly detailedExitcode?: boolean;
}

/** What only some callers say. */
interface Extra {
  readonly saved?: readonly Plan[];
  /** Stacks a stack waits for, where the graphs do not say it. */
  readonly waitsFor?: ReadonlyMap<StackId, readonly StackId[]>;
}

/** Plans, asks, carries out, and tells how it went: the common road of apply, destroy, import and forget. */
export async function changeStacks(
  context: Context,
  opened: OpenedSpecs,
  wishes: Wishes,
  flags: ChangeFlags & Extra,
): Promise<Outcome> {
  const { terminal, signal } = context;
  await mustHaveAccounts(context, opened.graphs);
  context.heedProxy(); // refuses before a lease is taken and a run begun
  const platform = await openPlatform(context, flags, { purpose: "apply" });
  const progress = showProgress(terminal, context.now);
  let asked = false;
  const stream = (event: RunEvent): void => {
    if (context.flags.json === "stream") terminal.event(streamed(event));
  };
  try {
    const { approved, planned, results } = await applyStacks(platform, opened.graphs, wishes, {
      signal,
      refresh: flags.refresh !== false,
      waitMs: parseDuration(flags.lockTimeout),
      sure: flags.yes === true,
      approve(planned) {
        asked = true;
        progress.planned();
        return approve(context, opened, planned, flags);
      },
      ...(flags.saved === undefined ? {} : { saved: flags.saved }),
      ...(flags.waitsFor === undefined ? {} : { waitsFor: flags.waitsFor }),
      report(event) {
        stream(event);
        progress.report(event);
      },
      settling: ({ stack, calls, until }) =>
        terminal.say(
          `An interrupted run of ${stack} left ${calls} ${calls === 1 ? "call" : "calls"} unanswered. The cloud may still be at work on it: waiting until that shows, at the most until ${until}.`,
        ),
      waiting: ({ stack, holder, until }) =>
        terminal.say(`Waiting for the lease of ${stack}: ${holder} holds it until ${until}.`),
    });
    progress.end();
    if (!approved) {
      terminal.say("Nothing was changed.");
      return { exit: exitCodes.done, data: { approved, results: [] } };
    }
    await tellStrays(context, opened);
    const outcome = conclude(context, results, flags);
    await mustHaveRead(context, planned, { untold: !asked });
    return outcome;
  } finally {
    progress.end();
  }
}

/** After Ctrl-C there is no time for it, and what was done is told all the same. */
async function tellStrays(context: Context, { strays }: OpenedSpecs): Promise<void> {
  try {
    await showStrays(context, strays);
  } catch (error) {
    if (!context.signal.aborted) throw error;
  }
}

async function approve(
  context: Context,
  { protectedStacks, approvals }: OpenedSpecs,
  planned: readonly PlannedStack[],
  flags: ChangeFlags & Extra,
): Promise<boolean> {
  const plans = planned.map(({ plan }) => plan);
  showPlans(plans, context.terminal.paint, context.terminal.say);
  showUnreadable(context, planned);
  for (const plan of plans) {
    if (protectedStacks.has(plan.stack) && flags.allowDestroy !== true && plan.steps.some(destroys)) {
      throw new Failure("APPROVAL_NEEDED", {
        stack: plan.stack,
        why: "it is protected, and the plan deletes or replaces (--allow-destroy)",
      });
    }
    const wanted = approvals.get(plan.stack) ?? 0;
    if (wanted > 0 && flags.yes === true && flags.saved === undefined && changesOf(plan).length > 0) {
      throw new Failure("APPROVAL_NEEDED", {
        stack: plan.stack,
        why: "its plan must be approved by a person (save it with `plan -o`, look at it, and apply the file; or answer the question on a terminal)",
      });
    }
  }
  if (flags.yes === true) return true;
  if (!context.terminal.interactive) {
    throw new Failure("USAGE", {
      problem: "There is no terminal to ask on.",
      hint: "Pass --yes to apply without asking.",
    });
  }
  const answer = await context.terminal.ask("Apply these changes? Only `yes` is accepted: ", context.signal);
  return answer.trim() === "yes";
}

function destroys({ action }: Plan["steps"][number]): boolean {
  return action === "delete" || action === "replace";
}

function conclude(context: Context, results: readonly StackResult[], flags: ChangeFlags): Outcome {
  for (const line of resultLines(results, context.terminal.paint)) context.terminal.say(line);
  const failed = results.filter(
    ({ outcome }) => outcome === "failed" || outcome === "cancelled" || outcome === "skipped",
  );
  const done = results.reduce((sum, result) => sum + result.done, 0);
  // Only what was not done was cancelled.
  const isCutShort = failed.some(({ outcome }) => outcome !== "failed");
  if (context.signal.aborted && isCutShort) throw new Failure("CANCELLED", {});
  if (failed.length > 0) {
    const stacks = failed.map(({ plan }) => plan.stack);
    const [only] = failed.flatMap(({ failures }) => failures.flatMap(({ cause }) => cause ?? []));
    if (done === 0 && only !== undefined && results.length === 1) throw only;
    const told = { stacks, failures: failed.flatMap(failedSteps), run: failed.at(-1)?.run };
    throw done === 0
      ? new Failure("APPLY_FAILED", told)
      : new Failure("APPLY_PARTIAL", { ...told, done, failed: told.failures.length });
  }
  const changed = results.some(({ outcome, plan }) => outcome === "succeeded" && changesOf(plan).length > 0);
  const exit = flags.detailedExitcode === true && changed ? exitCodes.changes : exitCodes.done;
  const data = results.map(({ plan, outcome, failures, record }) => ({
    stack: plan.stack,
    outcome,
    changes: changesOf(plan).length,
    failures: failures.map(({ address, action, code, message }) => ({ address, action, code, message })),
    serial: record.serial,
  }));
  const runs = results.flatMap(({ run }) => run ?? []);
  return { exit, data: { approved: true, changed, results: data }, runs };
}

function failedSteps({ plan: { stack }, failures }: StackResult): readonly FailedStep[] {
  return failures.map(({ address, code, message, cause }) => {
    return { stack, address, code, message: cause === undefined ? message : failureLine(cause) };
  });
}

function streamed({ at, ...event }: RunEvent): Readonly<Record<string, unknown>> {
  return { ...event, "@timestamp": at };
}
