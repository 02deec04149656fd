import { execFile, spawn } from "node:child_process";
import { open, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { canonical, Failure } from "@cloudmake/model";
import { z } from "zod";

/** The Pulumi CLI in the shape in which the Automation API calls it. */
export interface EngineCommand {
  readonly command: string;
  readonly version: string;
  run(
    args: readonly string[],
    cwd: string,
    environment: Readonly<Record<string, string>>,
    onOutput?: unknown,
    onError?: unknown,
    signal?: AbortSignal,
  ): Promise<{ readonly stdout: string; readonly stderr: string; readonly code: number }>;
}

/** The CLI ended otherwise than with exit code 0. Its words stand in the log. */
export class EngineExit extends Error {
  readonly exitCode: number | undefined;

  constructor(exitCode: number | undefined) {
    super(`the engine ended with ${exitCode === undefined ? "a signal" : `code ${exitCode}`}`);
    this.exitCode = exitCode;
  }
}

/**
 * Runs the CLI with its output in a file and without this process's environment.
 * - A CLI whose pipe breaks dies without freeing its lock; one that writes to a file saves its state first.
 * - It leads a process group of its own: Ctrl-C in a terminal reaches it once, through `signal`. The second interrupt
 *   in a row would make it drop everything.
 */
export function engineCommand(command: string, version: string, log: string): EngineCommand {
  return {
    command,
    version,
    run: async (args, cwd, environment, _onOutput, _onError, signal) => {
      signal?.throwIfAborted();
      const output = await open(log, "a", 0o600);
      try {
        const child = spawn(command, [...args, "--non-interactive", "--color", "never"], {
          cwd,
          env: { ...environment, PULUMI_AUTOMATION_API: "true" },
          stdio: ["ignore", output.fd, output.fd],
          detached: true,
        });
        const interrupt = (): void => void child.kill("SIGINT");
        signal?.addEventListener("abort", interrupt, { once: true });
        const code = await new Promise<number | null>((resolve, reject) => {
          child.once("error", reject);
          child.once("close", resolve);
        });
        signal?.removeEventListener("abort", interrupt);
        if (code !== 0) throw new EngineExit(code ?? undefined);
        return { stdout: "", stderr: "", code };
      } finally {
        await output.close();
      }
    },
  };
}

const Checked = z.object({ command: z.string(), bytes: z.number(), changedMs: z.number(), version: z.string() });

/**
 * The version of the CLI under `root`, which must be the SDK's. Asking it costs a fifth of a second, so the answer is
 * kept for as long as the file stays the same.
 */
export async function checkEngine(root: string, wanted: string, cacheFile: string): Promise<string> {
  const command = join(root, "bin", "pulumi");
  const file = await stat(command).catch(() => undefined);
  if (file === undefined) throw new Failure("ENGINE_MISSING", { wanted });
  const about = { command, bytes: file.size, changedMs: file.mtimeMs };
  const known = Checked.safeParse(parse(await readFile(cacheFile, "utf8").catch(() => "")));
  if (known.success && canonical({ ...about, version: wanted }) === canonical(known.data)) return command;
  const found = await askVersion(command, wanted);
  if (found !== wanted) throw new Failure("ENGINE_MISSING", { wanted, found });
  await writeFile(cacheFile, JSON.stringify({ ...about, version: found }));
  return command;
}

async function askVersion(command: string, wanted: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, ["version"], { env: { PULUMI_SKIP_UPDATE_CHECK: "true" } });
    return stdout.trim().replace(/^v/, "");
  } catch (error) {
    throw new Failure("ENGINE_MISSING", { wanted, found: "a file that does not run" }, error);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
