import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { Failure, isErrno, isFailure, makeDirectory } from "@cloudmake/model";
import { z } from "zod";
import { daemonLog, readDaemonNote, removeDaemonNote, writeDaemonNote } from "./daemon-file.ts";
import { sandboxEnv } from "./sandbox-env.ts";

// This entry stays light: the clouds themselves are loaded by `serveDaemon` alone.

const startForMs = 20_000;
const stopForMs = 10_000;
const askForMs = 5_000;
const pollMs = 40;
/** Of its log, told when it does not start. */
const saidLines = 3;

const Health = z.object({ pid: z.int() });
const Objects = z.array(
  z.object({
    kind: z.string(),
    id: z.string(),
    name: z.string(),
    status: z.string(),
    endpoint: z.string().optional(),
  }),
);
const Counters = z.object({
  reads: z.int(),
  mutations: z.int(),
  limited: z.int(),
  routes: z.record(z.string(), z.int()),
});
const Status = z.object({ clouds: z.record(z.string(), Objects), counters: z.record(z.string(), Counters) });

export interface CloudStatus {
  readonly name: string;
  readonly objects: z.infer<typeof Objects>;
  /** Requests since it started, refused ones too; by route with ids as `*`. */
  readonly counters: z.infer<typeof Counters>;
}

/** Why a daemon refuses, as it tells its starter. */
const Refusal = z.object({ problem: z.string(), hint: z.string().optional() });

/** A sandbox that runs in a process of its own. */
export interface SandboxStatus {
  readonly pid: number;
  readonly origin: string;
  /** The variables with which clients talk to it. */
  readonly env: Readonly<Record<string, string>>;
  readonly clouds: readonly CloudStatus[];
}

export interface DaemonCall {
  /** Where the sandbox keeps its state; one daemon each. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** Undefined when none runs. What is asked is the daemon itself: a note that a dead one left counts for nothing. */
export async function sandboxStatus({ directory, signal }: DaemonCall): Promise<SandboxStatus | undefined> {
  const note = await readDaemonNote(directory);
  if (note === undefined) return undefined;
  const health = await ask(`${note.origin}/_sandbox/health`, Health, signal);
  if (health?.pid !== note.pid) return undefined;
  const status = await ask(`${note.origin}/_sandbox/status`, Status, signal);
  const clouds = Object.entries(status?.clouds ?? {}).map(([name, objects]) => {
    return { name, objects, counters: status?.counters[name] ?? { reads: 0, mutations: 0, limited: 0, routes: {} } };
  });
  return { ...note, env: sandboxEnv(note.origin), clouds };
}

/** Starts `command` (a program that calls `serveDaemon`) apart from this process, and waits until it answers. */
export async function startDaemon(call: DaemonCall & { readonly command: readonly string[] }): Promise<SandboxStatus> {
  const { directory, signal } = call;
  makeDirectory(directory, mkdirSync);
  const log = await open(daemonLog(directory), "w", 0o600);
  const [program = process.execPath, ...rest] = call.command;
  const child = spawn(program, rest, { detached: true, stdio: ["ignore", log.fd, log.fd, "ipc"] });
  const ended = new AbortController();
  let refusal: Failure | undefined;
  child.once("message", (told) => {
    refusal = new Failure("USAGE", Refusal.parse(told));
  });
  child.once("disconnect", () => ended.abort()); // when it has ended, and all that it told is read
  child.once("error", () => ended.abort());
  child.unref();
  child.channel?.unref();
  await log.close();
  const deadline = AbortSignal.timeout(startForMs);
  while (!deadline.aborted && !ended.signal.aborted) {
    const status = await sandboxStatus(call);
    if (status !== undefined) return status;
    await pause(pollMs, undefined, { signal });
  }
  if (refusal !== undefined) throw refusal;
  if (deadline.aborted) throw new Failure("TIMEOUT", { what: "the start of the sandbox", ms: startForMs });
  const said = (await readFile(daemonLog(directory), "utf8")).trim().split("\n").slice(-saidLines).join(" ");
  throw new Failure("USAGE", { problem: `The sandbox did not start: ${said}`, hint: `See ${daemonLog(directory)}.` });
}

/** True when one was running. Its state is saved before it ends. */
export async function stopDaemon(call: DaemonCall): Promise<boolean> {
  const status = await sandboxStatus(call);
  if (status === undefined) {
    await removeDaemonNote(call.directory);
    return false;
  }
  process.kill(status.pid, "SIGTERM");
  const deadline = AbortSignal.timeout(stopForMs);
  while (isAlive(status.pid)) {
    if (deadline.aborted) process.kill(status.pid, "SIGKILL");
    await pause(pollMs, undefined, { signal: call.signal });
  }
  await removeDaemonNote(call.directory);
  return true;
}

interface ServeCall extends DaemonCall {
  readonly port: number;
  readonly clockFactor: number;
}

/** Is the daemon: serves until the signal, SIGTERM or SIGINT. Rejects when the port is taken, and tells its starter. */
export async function serveDaemon(call: ServeCall): Promise<void> {
  try {
    await serve(call);
  } catch (error) {
    if (isFailure(error, "USAGE")) process.send?.(error.data);
    throw error;
  }
}

async function serve(call: ServeCall): Promise<void> {
  const { directory, port, clockFactor } = call;
  const running = await sandboxStatus(call);
  if (running !== undefined) throw new Failure("USAGE", { problem: `A sandbox runs already: ${running.origin}` });
  const { startSandbox } = await import("./start-sandbox.ts");
  const log = (line: string): void => {
    process.stdout.write(`${new Date().toISOString()} ${line}\n`);
  };
  const sandbox = await startSandbox({ directory, port, clockFactor, limits: "vendor", log }).catch(portProblem(port));
  await writeDaemonNote(directory, { pid: process.pid, origin: sandbox.origin });
  log(`listening on ${sandbox.origin}`);
  await ending(call.signal);
  log("stopping");
  await sandbox.close();
  await removeDaemonNote(directory);
}

function ending(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = (): void => resolve();
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  return promise;
}

function portProblem(port: number): (error: unknown) => never {
  return (error) => {
    if (!isErrno(error, "EADDRINUSE")) throw error;
    throw new Failure(
      "USAGE",
      { problem: `Port ${port} is taken.`, hint: "Choose another with --port, or --port 0 for any." },
      error,
    );
  };
}

async function ask<T>(url: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(askForMs)]) });
    return schema.parse(await answer.json());
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
