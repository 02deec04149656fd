import { spawn } from "node:child_process";

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const processLimitMs = 5 * 60_000;
const outputTailCharacters = 4_000;

/** Milliseconds of a whole process, from its start to its end. Any exit code but 0 is an error. */
export async function timeProcess(command: Command): Promise<number> {
  const { ms } = await runProcess(command);
  return ms;
}

export async function runProcess({ program, args, cwd, env }: Command): Promise<{ ms: number; stdout: string }> {
  const started = performance.now();
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    signal: AbortSignal.timeout(processLimitMs),
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-outputTailCharacters);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  const ms = performance.now() - started;
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}:\n${stderr || stdout}`);
  return { ms, stdout };
}
