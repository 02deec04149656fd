import { createGate, nextRecord, type RunOutcome, type World } from "@cloudmake/engine";
import {
  asFailure,
  type AppliedRecord,
  changesOf,
  idempotencyKey,
  type Plan,
  type RunEvent,
  type Step,
} from "@cloudmake/model";
import type { ProvisionFailure, ProvisionResult } from "@cloudmake/ports";
import type { HeldLeases } from "./hold-leases.ts";
import { type PlannedStack, secretValues } from "./plan-stacks.ts";
import type { Call, Platform } from "./platform.ts";
import { foreignInClear } from "./see-worlds.ts";

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
  const [orphans, result] = await provision(platform, world, plan, leases, { ...call, report, run });
  const failures = [
    ...result.failures,
    ...(await sweep(platform, orphans, result, { ...call, report, run, stack: plan.stack })),
  ];
  const outcome = result.outcome === "succeeded" && failures.length > 0 ? "failed" : result.outcome;
  const record = nextRecord(world.record, outcomeOf(world, plan, { ...result, outcome }, at()));
  leases.mustHold(plan.stack);
  await records.write(record, { token, ...note });
  if (outcome === "succeeded") await journals.clear(plan.stack, { token, ...note });
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
  if (held || world.record.spec === plan.basis.spec) return { ...result, record: world.record };
  const { resources } = world.record;
  const at = new Date(platform.clock.now()).toISOString();
  const record = nextRecord(
    world.record,
    outcomeOf(world, plan, { outcome: "succeeded", resources, failures: [] }, at),
  );
  await platform.state.records.write(record, { token: leases.token(plan.stack), signal: AbortSignal.any([]) });
  return { ...result, record };
}

async function provision(
  platform: Platform,
  world: World,
  plan: Plan,
  leases: HeldLeases,
  call: Call & { run: string; report: (event: RunEvent) => void },
): Promise<readonly [readonly Step[], ProvisionResult]> {
  const orphans = plan.steps.filter(isOrphan);
  if (changesOf(plan).length === orphans.length) {
    return [orphans, { outcome: "succeeded", resources: world.record.resources, failures: [] }];
  }
  const provisioner = await platform.provisioner();
  const gate = createGate(plan, world.record, () => leases.mustHold(plan.stack));
  const result = await provisioner.apply(
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
  return [orphans, result];
}

function isOrphan({ reasons }: Step): boolean {
  return reasons.some(({ because }) => because === "orphan");
}

/** Removes what an interrupted run left; Pulumi knows nothing of it. */
async function sweep(
  platform: Platform,
  orphans: readonly Step[],
  { outcome }: ProvisionResult,
  call: Call & { run: string; stack: Plan["stack"]; report: (event: RunEvent) => void },
): Promise<readonly ProvisionFailure[]> {
  const failures: ProvisionFailure[] = [];
  if (outcome === "cancelled") return failures;
  for (const step of orphans) {
    const { address, action, type, marker, id } = step;
    const { run, stack } = call;
    const now = (): { at: string; ms: number } => ({ at: new Date(platform.clock.now()).toISOString(), ms: 0 });
    const head = { run, at: now().at, address, type, action: "delete" as const, marker };
    try {
      const intent = { entry: "intent" as const, ...head, key: idempotencyKey(address), id };
      await platform.state.journals.append(stack, intent, { signal: call.signal });
      await platform.sweeper.remove(step, { signal: call.signal });
      call.report({ type: "step-ended", run, stack, address, action, id, ...now() });
    } catch (error) {
      const cause = asFailure(error);
      if (cause === undefined) throw error;
      const { code } = cause;
      failures.push({ address, action, code, message: "", cause });
      call.report({ type: "step-failed", run, stack, address, action, code, message: code, ...now() });
    }
  }
  return failures;
}

function outcomeOf(world: World, plan: Plan, result: ProvisionResult, at: string): RunOutcome {
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
