import {
  type AppliedResource,
  changesOf,
  Failure,
  type Inputs,
  isSealed,
  type RunEvent,
  type Step,
  type WireInputs,
  wireOf,
} from "@cloudmake/model";
import type { ProviderServer, ProvisionFailure, ProvisionJob, ProvisionResult } from "@cloudmake/ports";
import type { EngineWiring } from "./create-provisioner.ts";
import type { EngineExit } from "./engine-process.ts";
import { hasMoved } from "./has-moved.ts";
import { openSession } from "./open-session.ts";
import { appliedResources } from "./provision-result.ts";
import { up } from "./operation.ts";
import type { EngineRun } from "./late-orders.ts";
import { startEngine, type StartedEngine } from "./start-engine.ts";
import { RunOutcome } from "./run-outcome.ts";
import { StepReporter } from "./step-reporter.ts";
import { urnOf } from "./urn.ts";

/** One update of the engine, whatever the plan says: what a stack shall no longer have is what it does not register. */
export async function applyPlan(
  wiring: EngineWiring,
  job: ProvisionJob,
  report: (event: RunEvent) => void,
): Promise<ProvisionResult> {
  if (job.signal.aborted) return { outcome: "cancelled", resources: job.record.resources, failures: [] };
  const outcome = new RunOutcome();
  const reporter = new StepReporter(job, outcome, wiring.now, report);
  const { session, close } = openSession(job, outcome, {
    journals: wiring.journals,
    sealer: wiring.sealer,
    forgotten: ({ address, id }) => reporter.notice(`The engine still knew ${address} (${id}); it was left as it is.`),
  });
  try {
    const engine = await engineFor(wiring, job);
    const run = await engine.finish({
      job,
      session,
      take: (news) => reporter.take(news),
      reached: (node) => outcome.reached(node),
      afterwards: async (ended, server) => {
        const well = ended.exit === undefined && outcome.failures.length === 0;
        if (well && !job.signal.aborted) await deleteForgotten(job, outcome, reporter, server);
      },
    });
    return resultOf(wiring, job, run, outcome, reporter);
  } catch (error) {
    // Interrupted before the engine began: there is nothing to tell but that.
    if (!job.signal.aborted || outcome.hasChanges || error instanceof Failure) throw error;
    return { outcome: "cancelled", resources: job.record.resources, failures: [] };
  } finally {
    close();
  }
}

/** The one that was started early, unless it has ended or this job needs to be told something from the start. */
async function engineFor(wiring: EngineWiring, job: ProvisionJob): Promise<StartedEngine> {
  const early = await wiring.early.take(job.stack);
  const replace = forced(job);
  const refresh = hasMoved(job);
  if (early?.hasEnded() === false && !refresh && replace.length === 0) return early;
  await early?.dismiss();
  const { stack, token, signal } = job;
  return startEngine(wiring, { stack, token, signal, keep: true, operation: up({ refresh, replace }) });
}

/** Replacements that no changed input explains: the user asked for them. */
function forced({ plan }: ProvisionJob): string[] {
  return plan.steps
    .filter(({ action, reasons }) => action === "replace" && reasons.some(({ because }) => because === "requested"))
    .map(({ address, type }) => urnOf(address, type));
}

/** The plan deletes these, but the engine's state had lost them. Orphans are swept by the caller. */
async function deleteForgotten(
  { plan, record }: ProvisionJob,
  outcome: RunOutcome,
  reporter: StepReporter,
  server: ProviderServer,
): Promise<void> {
  for (const step of plan.steps) {
    const resource = record.resources.find((recorded) => isSubject(step, recorded));
    if (resource === undefined || outcome.isGone(resource) || !isDue(step, resource, outcome)) continue;
    const { address, type, id } = resource;
    const outputs = openOutputs(resource.outputs);
    await reporter.around(step, () => server.delete({ address, type, id, outputs }));
  }
}

/** Outputs say under which parent an object stands; the sealed ones among them are not needed for that. */
function openOutputs(outputs: Inputs): WireInputs {
  const open = Object.entries(outputs).filter(([, value]) => !isSealed(value));
  return Object.fromEntries(open.map(([name, value]) => [name, wireOf(value)] as const));
}

function isSubject(step: Step, resource: AppliedResource): boolean {
  return step.address === resource.address && step.type === resource.type && step.id === resource.id;
}

function isDue(step: Step, { id }: AppliedResource, outcome: RunOutcome): boolean {
  if (step.action === "delete") return true;
  return step.action === "replace" && ![undefined, id].includes(outcome.objectOf(step)?.id);
}

function resultOf(
  wiring: EngineWiring,
  job: ProvisionJob,
  run: EngineRun,
  outcome: RunOutcome,
  reporter: StepReporter,
): ProvisionResult {
  const { sealer, host } = wiring;
  const failures = failuresOf(job, outcome, reporter);
  const complete = failures.length === 0 && (run.exit === undefined || wasTooLate(job, run.exit, reporter));
  if (!complete && failures.length === 0 && !job.signal.aborted) {
    const failure = engineFailure(job, run);
    if (!outcome.hasChanges) throw failure;
    failures.push({ address: undefined, action: undefined, code: failure.code, message: run.log, cause: failure });
  }
  if (complete) reporter.finish();
  else reporter.catchUp();
  const { registered } = run;
  const resources = appliedResources({ job, outcome, registered, complete, outputs: host.outputs, sealer });
  const ended = failures.length > 0 ? "failed" : "cancelled";
  return { outcome: complete ? "succeeded" : ended, resources, failures };
}

/**
 * The interruption came when the last steps were under way already: nothing was left to stop. Whether the engine came to
 * remember them does not matter, as after any run that did not end well; but it has to have ended by itself.
 */
function wasTooLate({ signal }: ProvisionJob, { exitCode }: EngineExit, reporter: StepReporter): boolean {
  return signal.aborted && exitCode !== undefined && reporter.isAllDone();
}

function failuresOf({ plan }: ProvisionJob, outcome: RunOutcome, { complaints }: StepReporter): ProvisionFailure[] {
  const actions = new Map(changesOf(plan).map(({ address, action }) => [address, action]));
  const said = outcome.failures.map(({ address, code, message, cause }): ProvisionFailure => {
    const failure = { address, action: actions.get(address), code, message };
    return cause === undefined ? failure : { ...failure, cause };
  });
  const told = new Set(outcome.failures.map(({ address }) => address));
  const others = [...complaints]
    .filter(([address]) => !told.has(address))
    .map(([address, message]) => ({ address, action: actions.get(address), code: "ENGINE_FAILED", message }));
  return [...said, ...others];
}

function engineFailure({ stack }: ProvisionJob, { exit, log }: EngineRun): Failure {
  const exitCode = exit?.exitCode === undefined ? {} : { exitCode: exit.exitCode };
  return new Failure("ENGINE_FAILED", { stack, ...exitCode, log }, exit);
}
