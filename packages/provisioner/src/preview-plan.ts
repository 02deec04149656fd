import { Failure } from "@cloudmake/model";
import type { PreviewStep, ProvisionJob } from "@cloudmake/ports";
import type { EngineWiring } from "./create-provisioner.ts";
import { hasMoved } from "./has-moved.ts";
import { openSession } from "./open-session.ts";
import { createPreviewCollector } from "./preview-steps.ts";
import { RunOutcome } from "./run-outcome.ts";
import { preview } from "./operation.ts";
import { startEngine } from "./start-engine.ts";

/** What the engine itself would do with the job's graph. No provider call of a preview mutates anything. */
export async function previewPlan(wiring: EngineWiring, job: ProvisionJob): Promise<readonly PreviewStep[]> {
  job.signal.throwIfAborted();
  const collector = createPreviewCollector(job.stack);
  const { journals, sealer } = wiring;
  const { session, close } = openSession(job, new RunOutcome(), { journals, sealer, forgotten: () => {} });
  try {
    const { stack, token, signal } = job;
    const operation = preview({ refresh: hasMoved(job) });
    const engine = await startEngine(wiring, { stack, token, signal, keep: false, operation });
    const { exit, log } = await engine.finish({ job, session, take: collector.take });
    if (exit === undefined) return collector.steps();
    job.signal.throwIfAborted();
    const exitCode = exit.exitCode === undefined ? {} : { exitCode: exit.exitCode };
    throw new Failure("ENGINE_FAILED", { stack: job.stack, ...exitCode, log }, exit);
  } finally {
    close();
  }
}
