import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export interface EngineProcess {
  readonly pid: number;
  /** Arguments and environment. */
  readonly text: string;
}

/** The engine's processes that work in a directory. */
export async function enginesUnder(directory: string): Promise<readonly EngineProcess[]> {
  const found: EngineProcess[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const [line = "", environment = ""] = await Promise.all(
      ["cmdline", "environ"].map((file) => readFile(join("/proc", pid, file), "utf8").catch(() => "")),
    );
    if (!line.includes("bin/pulumi") || !decodeURI(environment).includes(directory)) continue;
    found.push({ pid: Number(pid), text: `${line}\n${environment}` });
  }
  return found;
}

/** Ends them as a lack of memory would. */
export async function killEngines(directory: string): Promise<number> {
  const engines = await enginesUnder(directory);
  for (const { pid } of engines) process.kill(pid, "SIGKILL");
  return engines.length;
}
