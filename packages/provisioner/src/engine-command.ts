import { execFile, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { canonical } from "@cloudmake/model";
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
 * Runs the CLI with its output in a file of its own and without this process's environment.
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
      const output = openSync(log, "w", 0o600);
      try {
        const child = spawn(command, [...args, "--non-interactive", "--color", "never"], {
          cwd,
          env: { ...environment, PULUMI_AUTOMATION_API: "true" },
          stdio: ["ignore", output, output],
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
        closeSync(output);
      }
    },
  };
}

const Checked = z.object({ command: z.string(), bytes: z.number(), changedMs: z.number(), version: z.string() });

/** The CLI under a root directory, and its version: `undefined` = it does not run. */
export interface EngineFile {
  readonly command: string;
  readonly version: Promise<string | undefined>;
}

/**
 * Finds the CLI and begins to ask its version, before it returns. That costs a fifth of a second, so the answer is kept
 * for as long as the file stays the same. `undefined` = there is no such file.
 */
export function findEngine(root: string, cacheFile: string): EngineFile | undefined {
  const command = join(root, "bin", "pulumi");
  const file = statSync(command, { throwIfNoEntry: false });
  if (file === undefined) return undefined;
  const about = { command, bytes: file.size, changedMs: file.mtimeMs };
  const known = Checked.safeParse(parse(readTextSync(cacheFile)));
  if (known.success && canonical({ ...about, version: known.data.version }) === canonical(known.data)) {
    return { command, version: Promise.resolve(known.data.version) };
  }
  const keep = (version: string): string => {
    try {
      writeFileSync(cacheFile, JSON.stringify({ ...about, version }));
    } catch {
      // Nowhere to keep it: asked again next time.
    }
    return version;
  };
  return { command, version: askVersion(command).then(keep, () => undefined) };
}

async function askVersion(command: string): Promise<string> {
  const { stdout } = await promisify(execFile)(command, ["version"], { env: { PULUMI_SKIP_UPDATE_CHECK: "true" } });
  return stdout.trim().replace(/^v/, "");
}

function readTextSync(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
