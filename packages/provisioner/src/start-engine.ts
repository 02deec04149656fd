import { join } from "node:path";
import { Failure, type StackId } from "@cloudmake/model";
import type { ProviderServer } from "@cloudmake/ports";
import type { EngineWiring } from "./create-provisioner.ts";
import {
  clearHistory,
  type EngineDirectory,
  engineDirectory,
  forgetStack,
  makeDirectories,
} from "./engine-directory.ts";
import { attachVariable, engineEnvironment } from "./engine-environment.ts";
import { engineNews } from "./engine-events.ts";
import { type EngineCall, EngineExit, processOnDemand, startProcess } from "./engine-process.ts";
import { forgetPending } from "./forget-pending.ts";
import { freeStack } from "./free-stack.ts";
import { jobProgram } from "./job-program.ts";
import { type EngineRun, LateOrders, type Orders } from "./late-orders.ts";
import { makeStack } from "./make-stack.ts";
import { openStack, type Sdk } from "./open-stack.ts";
import type { Operation } from "./operation.ts";
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

/** An engine at work: it waits for its orders where it would ask for the first resource. */
export interface StartedEngine {
  /** Lets it carry them out, once, to its end. */
  finish(orders: Orders): Promise<EngineRun>;
  /** It is not needed: it ends without having done anything. */
  dismiss(): Promise<void>;
  /** It ended before it was told what to do. */
  hasEnded(): boolean;
}

/** Starts one operation of the engine on a stack: one process, one program, one server per cloud. */
export async function startEngine(wiring: EngineWiring, call: StartCall): Promise<StartedEngine> {
  const { engineFiles } = wiring;
  const { stack, keep, operation, signal } = call;
  const command = await wiring.findEngine();
  const directory = await openDirectory(wiring, call);
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
        sdk: wiring.sdk,
        program: () => program.run(leave),
        tell: (event) => orders.tell(engineNews(event)),
      });
    } finally {
      leave();
    }
  };
  let ended = false;
  const running = start().finally(() => {
    ended = true;
  });
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
    hasEnded: () => ended,
  };
}

/** The engine's files of a stack as the last operation left them, and nobody at work on them. */
async function openDirectory(
  { directory: root, engineFiles }: EngineWiring,
  call: StartCall,
): Promise<EngineDirectory> {
  const { stack, keep, signal } = call;
  // A preview holds no lease: it must not replace the copy with which somebody else is at work.
  const apart = engineFiles !== undefined && !keep;
  const directory = engineDirectory(apart ? join(root, "preview") : root, stack);
  makeDirectories(directory);
  await freeStack(directory, stack, signal);
  if (engineFiles !== undefined) await fetchFiles(engineFiles, directory, call);
  if (keep) await forgetPending(directory);
  return directory;
}

interface Attending {
  readonly sdk: Sdk;
  readonly program: () => Promise<void>;
  readonly tell: (event: unknown) => void;
}

/** The CLI comes up while everything that it will talk to is loaded. */
async function operate(
  call: EngineCall,
  server: ProviderServer,
  { sdk, program, tell }: Attending,
): Promise<EngineExit | undefined> {
  const process = sdk.isLoaded ? processOnDemand(call) : await startProcess(call);
  try {
    const [automation] = await Promise.all([sdk.load(), server.ready()]);
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
