import { spawn } from "node:child_process";

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Longer than the usual quarter of an hour. */
  readonly limitMs?: number;
}

const processLimitMs = 15 * 60_000;
const outputTailCharacters = 4_000;

/** Milliseconds of a whole process, from its start to its end. Any exit code but 0 is an error. */
export async function timeProcess(command: Command): Promise<number> {
  const { ms } = await runProcess(command);
  return ms;
}

/** Who ends this process ends the one it runs too, which then has the time to end what it has started itself. */
export async function runProcess(command: Command): Promise<{ ms: number; stdout: string }> {
  const { program, args, cwd, env, limitMs = processLimitMs } = command;
  const started = performance.now();
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limitMs,
  });
  const end = (): void => void child.kill();
  for (const signal of endings) process.once(signal, end);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-outputTailCharacters);
  });
  const code = await new Promise<number | string | null>((resolve, reject) => {
    child.once("error", reject).once("close", (exit, signal) => resolve(exit ?? signal));
  }).finally(() => {
    for (const signal of endings) process.off(signal, end);
  });
  const ms = performance.now() - started;
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}:\n${stderr || stdout}`);
  return { ms, stdout };
}

const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
