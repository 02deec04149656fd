import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { openDoor } from "./door.ts";
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
 */
export async function startProcess(call: EngineCall): Promise<EngineProcess> {
  const [program, events] = await Promise.all([openDoor(), openDoor()]);
  const closeDoors = (): void => [program, events].forEach((door) => door.close());
  const words = wordsOf(call, program.port, events.port);
  try {
    const cli = spawnCli(call, words);
    return {
      run: async (args) => {
        mustBeSame(words, args);
        const [client = 0, listener = 0] = portsIn(args);
        program.leadTo(client);
        events.leadTo(listener);
        return cli.run();
      },
      close: async () => {
        await cli.kill();
        closeDoors();
      },
    };
  } catch (error) {
    closeDoors();
    throw error;
  }
}

/** Where the Automation API is loaded already, the CLI starts when it is asked for, and nothing stands between them. */
export function processOnDemand(call: EngineCall): EngineProcess {
  let cli: Cli | undefined;
  return {
    run: async (args) => {
      mustBeSame(wordsOf(call, 0, 0), args);
      cli = spawnCli(call, args);
      return cli.run();
    },
    close: async () => cli?.kill(),
  };
}

interface Cli {
  /** Resolves when it has ended well. */
  run(): ReturnType<EngineProcess["run"]>;
  kill(): Promise<void>;
}

/**
 * - A CLI whose pipe breaks dies without freeing its lock; one that writes to a file saves its state first.
 * - It leads a process group of its own: Ctrl-C in a terminal reaches it once, through `signal`. The second interrupt
 *   in a row would make it drop everything.
 */
function spawnCli({ command, cwd, environment, log, signal }: EngineCall, words: readonly string[]): Cli {
  signal.throwIfAborted();
  const output = openSync(log, "w", 0o600);
  try {
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
      run: async () => {
        const code = await ended;
        if (code !== 0) throw new EngineExit(code ?? undefined);
        return { stdout: "", stderr: "", code };
      },
      kill: async () => {
        child.kill("SIGKILL"); // does nothing once it has ended
        await ended.catch(() => undefined);
      },
    };
  } finally {
    closeSync(output);
  }
}

function wordsOf({ operation, stackName }: EngineCall, program: number, events: number): readonly string[] {
  const client = `--client=127.0.0.1:${program}`;
  const log = `tcp://127.0.0.1:${events}`;
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
