import { join } from "node:path";
import { Failure } from "@cloudmake/model";
import type { ProviderServer, ProviderSession, ProvisionJob, Registered } from "@cloudmake/ports";
import type { Stack } from "@pulumi/pulumi/automation/stack.js";
import type { EngineWiring } from "./create-provisioner.ts";
import { EngineExit, engineCommand } from "./engine-command.ts";
import {
  clearHistory,
  type EngineDirectory,
  engineDirectory,
  forgetStack,
  makeDirectories,
} from "./engine-directory.ts";
import { attachVariable, engineEnvironment } from "./engine-environment.ts";
import { type EngineNews, engineNews } from "./engine-events.ts";
import { forgetPending } from "./forget-pending.ts";
import { knownResources } from "./known-resources.ts";
import { loadEngine } from "./load-engine.ts";
import { openStack } from "./open-stack.ts";
import { type CloseConnections, programConnections } from "./program-connections.ts";
import { givenOutputs, registrables } from "./registrables.ts";
import { freeStack } from "./free-stack.ts";
import { fetchFiles, keepFiles } from "./shared-files.ts";
import { startTransitServer } from "./transit-server.ts";

export interface EngineCall {
  readonly session: ProviderSession;
  readonly take: (news: EngineNews) => void;
  /** An `up` keeps what the engine then knows; a preview leaves no trace. */
  readonly keep: boolean;
  /** The one operation: an `up` or a `preview`. */
  readonly operate: (stack: Stack, options: OperationOptions) => Promise<unknown>;
  /** Before the providers close. */
  readonly afterwards?: (run: EngineRun, server: ProviderServer) => Promise<void>;
}

export interface OperationOptions {
  readonly signal: AbortSignal;
  readonly refresh: boolean;
  readonly onEvent: (event: unknown) => void;
}

export interface EngineRun {
  readonly registered: readonly Registered[];
  /** How the CLI ended, when not well. */
  readonly exit: EngineExit | undefined;
  readonly log: string;
}

/** Runs one operation of the engine on a job's stack: one process, one program, one server per cloud. */
export async function runEngine(wiring: EngineWiring, job: ProvisionJob, call: EngineCall): Promise<EngineRun> {
  const { engineFiles } = wiring;
  // A preview holds no lease: it must not replace the copy with which somebody else is at work.
  const apart = engineFiles !== undefined && !call.keep;
  const directory = engineDirectory(apart ? join(wiring.directory, "preview") : wiring.directory, job.stack);
  const engine = await loadEngine(wiring);
  makeDirectories(directory);
  await freeStack(directory, job.stack, job.signal);
  if (engineFiles !== undefined) await fetchFiles(engineFiles, directory, job);
  if (call.keep) await forgetPending(directory);
  const transit = await startTransitServer(wiring.sealer);
  const server = await wiring.host.open(call.session);
  let registered: readonly Registered[] = [];
  let closeConnections: CloseConnections | undefined;
  try {
    const command = engineCommand(engine.command, engine.automation.version, directory.log);
    const environment = {
      ...engineEnvironment(directory, wiring),
      ...attachVariable(server.attachments),
      ...transit.environment,
    };
    let started = (): void => {};
    const program = async (): Promise<void> => {
      started();
      const ended = Promise.withResolvers<void>();
      closeConnections = await programConnections(ended.promise);
      try {
        registered = await registerJob(wiring, job, directory);
      } finally {
        ended.resolve();
      }
    };
    started = await wiring.starts.take();
    const exit = await ending(async () => {
      const opening = { stack: job.stack, directory, command, environment, program, sealer: wiring.sealer };
      await call.operate(await openStack(engine.automation, opening), optionsOf(job, call));
    }).finally(started);
    // Killed, it saved nothing of what it did, and the record is about to be newer: such a memory misleads.
    if (call.keep && exit !== undefined && exit.exitCode === undefined) forgetStack(directory);
    if (call.keep && engineFiles !== undefined) await keepFiles(engineFiles, directory, job);
    if (transit.refusal() instanceof Failure) throw transit.refusal();
    const run = { registered, exit, log: directory.log };
    await call.afterwards?.(run, server);
    return run;
  } finally {
    void closeConnections?.().catch(() => undefined); // later than this call, if need be
    transit.close();
    await server.close();
    clearHistory(directory);
  }
}

async function registerJob(
  { host, program, sealer }: EngineWiring,
  job: ProvisionJob,
  directory: EngineDirectory,
): Promise<readonly Registered[]> {
  const holds = job.plan.steps.some(({ action }) => action === "hold");
  const nodes = registrables(job, holds ? await knownResources(directory) : new Set());
  const { secrets } = job;
  return program({ nodes, versions: host.versions, secrets, given: givenOutputs(job, nodes, sealer) });
}

function optionsOf({ signal, plan, observation }: ProvisionJob, { take }: EngineCall): OperationOptions {
  const moved = plan.steps.some(({ reasons }) =>
    reasons.some(({ because }) => because === "missing" || because === "drifted"),
  );
  return {
    signal,
    // The engine compares with its own state: where the clouds moved, it has to be told first.
    refresh: observation !== undefined && moved,
    onEvent: (event) => {
      const news = engineNews(event);
      if (news !== undefined) take(news);
    },
  };
}

async function ending(operation: () => Promise<unknown>): Promise<EngineExit | undefined> {
  try {
    await operation();
    return undefined;
  } catch (error) {
    if (error instanceof EngineExit) return error;
    throw error;
  }
}
