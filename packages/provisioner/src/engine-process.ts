import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { type Door, openDoor } from "./door.ts";
import type { Operation } from "./operation.ts";

/** The CLI ended otherwise than with exit code 0. Its words stand in the log. */
export class EngineExit extends Error {
  readonly exitCode: number | undefined;

  constructor(exitCode: number | undefined) {
    super(`the engine ended with ${exitCode === undefined ? "a signal" : `code ${exitCode}`}`);
    this.exitCode = exitCode;
  }
}

/** What the CLI is started with. */
export interface EngineCall {
  readonly command: string;
  readonly operation: Operation;
  /** Pulumi's name for the stack: the environment's. */
  readonly stackName: string;
  readonly cwd: string;
  /** All of it: nothing of this process's own is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly log: string;
  readonly signal: AbortSignal;
}

/** The CLI at work. */
export interface EngineProcess {
  /**
   * Takes it over in the shape in which the Automation API starts the CLI: the same words, with the addresses at which
   * the API listens. Resolves when it has ended; rejects with `EngineExit` when not well.
   */
  run(args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string; readonly code: number }>;
  /** Ends it where nobody took it over, and all that belongs to it. */
  close(): Promise<void>;
}

/**
 * Starts the CLI before the Automation API is loaded that is to start it: each takes a quarter of a second, and neither
 * needs the other before the engine asks for its program. Until then the addresses that it was given are doors.
 * - A CLI whose pipe breaks dies without freeing its lock; one that writes to a file saves its state first.
 * - It leads a process group of its own: Ctrl-C in a terminal reaches it once, through `signal`. The second interrupt
 *   in a row would make it drop everything.
 */
export async function startProcess(call: EngineCall): Promise<EngineProcess> {
  const { command, cwd, environment, log, signal } = call;
  const [program, events] = await Promise.all([openDoor(), openDoor()]);
  const words = wordsOf(call, program, events);
  let output: number | undefined;
  try {
    signal.throwIfAborted();
    output = openSync(log, "w", 0o600);
    const child = spawn(command, [...words, "--non-interactive", "--color", "never"], {
      cwd,
      env: { ...environment, PULUMI_DEBUG_COMMANDS: "true", PULUMI_AUTOMATION_API: "true" },
      stdio: ["ignore", output, output],
      detached: true,
    });
    const interrupt = (): void => void child.kill("SIGINT");
    signal.addEventListener("abort", interrupt, { once: true });
    const ended = endOf(child).finally(() => signal.removeEventListener("abort", interrupt));
    ended.catch(() => undefined); // told by `run`
    return {
      run: async (args) => {
        mustBeSame(words, args);
        const [client = 0, listener = 0] = portsIn(args);
        program.leadTo(client);
        events.leadTo(listener);
        const code = await ended;
        if (code !== 0) throw new EngineExit(code ?? undefined);
        return { stdout: "", stderr: "", code };
      },
      close: async () => {
        child.kill("SIGKILL"); // does nothing once it has ended
        await ended.catch(() => undefined);
        for (const door of [program, events]) door.close();
      },
    };
  } catch (error) {
    for (const door of [program, events]) door.close();
    throw error;
  } finally {
    if (output !== undefined) closeSync(output);
  }
}

function wordsOf({ operation, stackName }: EngineCall, program: Door, events: Door): readonly string[] {
  const client = `--client=127.0.0.1:${program.port}`;
  const log = `tcp://127.0.0.1:${events.port}`;
  return [...operation.words, client, "--exec-kind", "auto.inline", "--event-log", log, "--stack", stackName];
}

const address = /127\.0\.0\.1:(\d+)/;

function portsIn(args: readonly string[]): readonly number[] {
  return args.flatMap((arg) => address.exec(arg)?.[1] ?? []).map(Number);
}

/** A new version of the SDK may say something else. */
function mustBeSame(started: readonly string[], asked: readonly string[]): void {
  const [a, b] = [started, asked].map((words) => words.join(" ").replaceAll(new RegExp(address, "g"), "127.0.0.1"));
  if (a !== b) throw new Error(`the Automation API asks for "${b}", and the CLI was started with "${a}"`);
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
}
