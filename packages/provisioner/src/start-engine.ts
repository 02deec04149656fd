import { join } from "node:path";
import { Failure, type StackId } from "@cloudmake/model";
import type { ProviderServer, ProviderSession, ProvisionJob, Registered } from "@cloudmake/ports";
import type { EngineWiring } from "./create-provisioner.ts";
import {
  clearHistory,
  type EngineDirectory,
  engineDirectory,
  forgetStack,
  makeDirectories,
} from "./engine-directory.ts";
import { attachVariable, engineEnvironment } from "./engine-environment.ts";
import { type EngineNews, engineNews } from "./engine-events.ts";
import { type EngineCall, EngineExit, startProcess } from "./engine-process.ts";
import { forgetPending } from "./forget-pending.ts";
import { freeStack } from "./free-stack.ts";
import { knownResources } from "./known-resources.ts";
import { makeStack } from "./make-stack.ts";
import { loadAutomation, openStack } from "./open-stack.ts";
import type { Operation } from "./operation.ts";
import { type CloseConnections, programConnections } from "./program-connections.ts";
import { givenOutputs, registrables } from "./registrables.ts";
import { fetchFiles, keepFiles } from "./shared-files.ts";
import { startTransitServer } from "./transit-server.ts";

/** What an engine has to know when it starts. */
export interface StartCall {
  readonly stack: StackId;
  /** Fencing token of the stack's lease. */
  readonly token: number;
  readonly signal: AbortSignal;
  /** An `up` keeps what the engine then knows; a preview leaves no trace. */
  readonly keep: boolean;
  readonly operation: Operation;
}

/** What it is to do, which it may learn later. */
export interface Orders {
  readonly job: ProvisionJob;
  readonly session: ProviderSession;
  readonly take: (news: EngineNews) => void;
  /** Before the providers close. */
  readonly afterwards?: (run: EngineRun, server: ProviderServer) => Promise<void>;
}

export interface EngineRun {
  readonly registered: readonly Registered[];
  /** How the CLI ended, when not well. */
  readonly exit: EngineExit | undefined;
  readonly log: string;
}

/** An engine at work: it waits for its orders where it would ask for the first resource. */
export interface StartedEngine {
  /** Lets it carry them out, once, to its end. */
  finish(orders: Orders): Promise<EngineRun>;
  /** It is not needed: it ends without having done anything. */
  dismiss(): Promise<void>;
}

/** Starts one operation of the engine on a stack: one process, one program, one server per cloud. */
export async function startEngine(wiring: EngineWiring, call: StartCall): Promise<StartedEngine> {
  const { engineFiles } = wiring;
  const { stack, keep, operation, signal } = call;
  // A preview holds no lease: it must not replace the copy with which somebody else is at work.
  const apart = engineFiles !== undefined && !keep;
  const directory = engineDirectory(apart ? join(wiring.directory, "preview") : wiring.directory, stack);
  const command = await wiring.findEngine();
  makeDirectories(directory);
  await freeStack(directory, stack, signal);
  if (engineFiles !== undefined) await fetchFiles(engineFiles, directory, call);
  if (keep) await forgetPending(directory);
  const orders = new LateOrders(signal);
  const [transit, server] = await Promise.all([
    startTransitServer(wiring.sealer),
    wiring.host.open(() => orders.mustKnow().session),
  ]);
  const program = jobProgram(wiring, directory, orders);
  const start = async (): Promise<EngineExit | undefined> => {
    const leave = await wiring.starts.take();
    try {
      makeStack(directory, stack, wiring.sealer);
      const environment = {
        ...engineEnvironment(directory, wiring),
        ...attachVariable(server.attachments),
        ...transit.environment,
      };
      const [, stackName = ""] = stack.split("/");
      const { work: cwd, log } = directory;
      return await operate({ command, operation, stackName, cwd, environment, log, signal }, server, {
        program: () => program.run(leave),
        tell: (event) => orders.tell(engineNews(event)),
      });
    } finally {
      leave();
    }
  };
  const running = start();
  running.catch(() => undefined); // told by whoever finishes
  const over = async (): Promise<EngineExit | undefined> => {
    const exit = await running;
    // Killed, it saved nothing of what it did, and the record is about to be newer: such a memory misleads.
    if (keep && exit !== undefined && exit.exitCode === undefined) forgetStack(directory);
    return exit;
  };
  const close = async (): Promise<void> => {
    program.close();
    transit.close();
    await server.close();
    clearHistory(directory);
  };
  return {
    finish: async (known) => {
      orders.give(known);
      try {
        const exit = await over();
        if (keep && engineFiles !== undefined) await keepFiles(engineFiles, directory, call);
        if (transit.refusal() instanceof Failure) throw transit.refusal();
        const run = { registered: program.registered(), exit, log: directory.log };
        await known.afterwards?.(run, server);
        return run;
      } finally {
        await close();
      }
    },
    dismiss: async () => {
      orders.refuse(new Error("the engine was not needed"));
      await over().catch(() => undefined);
      await close();
    },
  };
}

/** Orders that the engine waits for, or hears that there will be none. */
class LateOrders {
  readonly #given = Promise.withResolvers<Orders>();
  readonly #listenNoMore: () => void;
  #known: Orders | undefined;

  constructor(signal: AbortSignal) {
    this.#given.promise.catch(() => undefined); // nobody may be waiting
    const stop = (): void => this.refuse(signal.reason);
    signal.addEventListener("abort", stop);
    this.#listenNoMore = () => signal.removeEventListener("abort", stop);
  }

  give(orders: Orders): void {
    this.#listenNoMore();
    this.#known = orders;
    this.#given.resolve(orders);
  }

  /** Does nothing once they are given. */
  refuse(reason: unknown): void {
    this.#listenNoMore();
    this.#given.reject(reason);
  }

  wait(): Promise<Orders> {
    return this.#given.promise;
  }

  mustKnow(): Orders {
    if (this.#known === undefined) throw new Error("the engine asked for something before it had its orders");
    return this.#known;
  }

  tell(news: EngineNews | undefined): void {
    if (news !== undefined) this.#known?.take(news);
  }
}

interface JobProgram {
  /** @param begun called when the engine has come up */
  run(begun: () => void): Promise<void>;
  registered(): readonly Registered[];
  close(): void;
}

/** The program that registers a job's resources as soon as there is one. */
function jobProgram(wiring: EngineWiring, directory: EngineDirectory, orders: LateOrders): JobProgram {
  let registered: readonly Registered[] = [];
  let closeConnections: CloseConnections | undefined;
  return {
    run: async (begun) => {
      begun();
      const ended = Promise.withResolvers<void>();
      closeConnections = await programConnections(ended.promise);
      try {
        registered = await registerJob(wiring, (await orders.wait()).job, directory);
      } finally {
        ended.resolve();
      }
    },
    registered: () => registered,
    // Later than this call, if need be.
    close: () => void closeConnections?.().catch(() => undefined),
  };
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

interface Attending {
  readonly program: () => Promise<void>;
  readonly tell: (event: unknown) => void;
}

/** The CLI comes up while everything that it will talk to is loaded. */
async function operate(
  call: EngineCall,
  server: ProviderServer,
  { program, tell }: Attending,
): Promise<EngineExit | undefined> {
  const process = await startProcess(call);
  try {
    const [automation] = await Promise.all([loadAutomation(), server.ready()]);
    const stack = await openStack(automation, process, call, program);
    await call.operation.run(stack, { signal: call.signal, onEvent: tell });
    return undefined;
  } catch (error) {
    if (error instanceof EngineExit) return error;
    throw error;
  } finally {
    await process.close();
  }
}
