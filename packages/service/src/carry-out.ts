import { createGate, nextRecord, type RunOutcome, type World } from "@cloudmake/engine";
import { type AppliedRecord, changesOf, isSweep, type Plan, type RunEvent } from "@cloudmake/model";
import type { ProvisionFailure, ProvisionResult } from "@cloudmake/ports";
import { closeJournal, letGoBy } from "./close-journal.ts";
import type { HeldLeases } from "./hold-leases.ts";
import { type PlannedStack, secretValues } from "./plan-stacks.ts";
import type { Call, Platform } from "./platform.ts";
import { foreignInClear, isNothing } from "./see-worlds.ts";
import { orphansIn, sweep } from "./sweep.ts";

/** How the work on one stack ended. */
export interface StackResult {
  readonly plan: Plan;
  readonly outcome: "succeeded" | "failed" | "cancelled" | "unchanged" | "skipped";
  readonly done: number;
  readonly failures: readonly ProvisionFailure[];
  readonly record: AppliedRecord;
  /** Id of the run; absent where none was needed. */
  readonly run?: string;
}

/** Carries one plan out under its lease and records what came of it. */
export async function carryOut(
  platform: Platform,
  world: World,
  plan: Plan,
  leases: HeldLeases,
  call: Call & { report: (event: RunEvent) => void },
): Promise<StackResult> {
  const token = leases.token(plan.stack);
  const run = platform.ids.run();
  const at = (): string => new Date(platform.clock.now()).toISOString();
  const started = platform.clock.now();
  const { journals, records } = platform.state;
  const note = { signal: AbortSignal.any([]) };
  await journals.append(
    plan.stack,
    { entry: "run-started", run, at: at(), holder: platform.holder, plan: plan.digest, token },
    note,
  );
  const steps = changesOf(plan).length;
  // What stood behind a failed step was never begun: only steps that ended were done.
  let ended = 0;
  const report = (event: RunEvent): void => {
    if (event.type === "step-ended") ended += 1;
    call.report(event);
  };
  report({ type: "run-started", run, stack: plan.stack, at: at(), steps });
  const mustHold = (): void => leases.mustHold(plan.stack);
  const sweeping = { ...call, report, run, stack: plan.stack, mustHold };
  const orphans = orphansIn(world, plan);
  const [result, beside] = await both(
    provision(platform, world, plan, leases, { ...call, report, run }),
    sweep(platform, orphans.beside, world.record.resources, sweeping),
  );
  const after = await sweep(platform, orphans.after, result.resources, sweeping);
  const failures = [...result.failures, ...beside.failures, ...after.failures];
  const outcome = outcomeOf(result, failures, beside.cutShort || after.cutShort);
  const record = nextRecord(world.record, whatCameOf(world, plan, { ...result, outcome }, at()));
  mustHold();
  const letGo = letGoBy(plan, record, { run, at: at() });
  for (const entry of letGo) await journals.append(plan.stack, entry, note);
  await records.write(record, { token, ...note });
  if (outcome === "succeeded" && !leavesOpen(world, plan))
    await closeJournal(platform, world, { record, letGo, token });
  else await journals.append(plan.stack, { entry: "run-ended", run, at: at(), outcome }, note);
  const done = outcome === "succeeded" ? steps : ended;
  const ms = Math.round(platform.clock.now() - started);
  report({ type: "run-ended", run, stack: plan.stack, at: at(), outcome, done, failed: failures.length, ms });
  return { plan, outcome, done, failures, record, run };
}

/**
 * Nothing is to be done in the clouds. What the spec says may have moved all the same (another word on deletion,
 * other outputs): then the record is written anew, so that the next plan starts from it.
 */
export async function recordUnchanged(
  platform: Platform,
  { world, plan }: PlannedStack,
  leases: HeldLeases,
): Promise<StackResult> {
  const result = { plan, outcome: "unchanged" as const, done: 0, failures: [] };
  const held = plan.steps.some(({ action }) => action === "hold");
  const seen = world.observation !== undefined && world.observation.unreadable.length === 0;
  const token = leases.token(plan.stack);
  if (!held && seen && !isNothing(world.interrupted)) {
    await closeJournal(platform, world, { record: world.record, letGo: [], token });
  }
  if (held || world.record.spec === plan.basis.spec) return { ...result, record: world.record };
  const { resources } = world.record;
  const at = new Date(platform.clock.now()).toISOString();
  const record = nextRecord(
    world.record,
    whatCameOf(world, plan, { outcome: "succeeded", resources, failures: [] }, at),
  );
  await platform.state.records.write(record, { token, signal: AbortSignal.any([]) });
  return { ...result, record };
}

/** What an interrupted run left is still there, because nobody could see it, or the user asked for something else. */
function leavesOpen({ interrupted, observation }: World, { steps }: Plan): boolean {
  const unreadable = new Set(observation?.unreadable.map(({ type }) => type));
  if ([...interrupted.creations.values()].some(({ type }) => unreadable.has(type))) return true;
  return steps.some(({ action, reasons }) => {
    return action === "hold" && reasons.some(({ because }) => ["orphan", "adopted", "interrupted"].includes(because));
  });
}

async function provision(
  platform: Platform,
  world: World,
  plan: Plan,
  leases: HeldLeases,
  call: Call & { run: string; report: (event: RunEvent) => void },
): Promise<ProvisionResult> {
  if (changesOf(plan).every(isSweep)) {
    return { outcome: "succeeded", resources: world.record.resources, failures: [] };
  }
  const provisioner = await platform.provisioner();
  const gate = createGate(plan, world.record, () => leases.mustHold(plan.stack));
  return provisioner.apply(
    {
      run: call.run,
      stack: plan.stack,
      graph: world.graph,
      plan,
      gate,
      record: world.record,
      observation: world.observation,
      secrets: secretValues(platform, world.graph),
      foreign: await foreignInClear(platform, world.graph, call),
      token: leases.token(plan.stack),
      signal: call.signal,
    },
    call.report,
  );
}

/** Both, and both to their end: nothing goes on behind the back of whoever hears that one of them failed. */
async function both<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}

function outcomeOf(
  { outcome }: ProvisionResult,
  failures: readonly ProvisionFailure[],
  cutShort: boolean,
): ProvisionResult["outcome"] {
  if (outcome !== "succeeded") return outcome;
  if (failures.length > 0) return "failed";
  return cutShort ? "cancelled" : "succeeded";
}

function whatCameOf(world: World, plan: Plan, result: ProvisionResult, at: string): RunOutcome {
  return {
    graph: world.graph,
    plan,
    complete: result.outcome === "succeeded",
    resources: result.resources,
    failed: new Set(result.failures.flatMap(({ address }) => address ?? [])),
    secrets: world.secrets,
    foreign: world.foreign,
    at,
  };
}
