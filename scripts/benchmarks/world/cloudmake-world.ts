import { join } from "node:path";
import { checkout } from "../../quality/source-files.ts";
import { peakMemory } from "../measure/peak-memory.ts";
import { runProcess, timeProcess } from "../measure/time-process.ts";

/** A CloudMake with state and sandbox of its own, in a folder that is thrown away. */
export interface CloudmakeWorld {
  /** Runs the bundle as users do, as a process; resolves to its milliseconds. */
  time(...args: readonly string[]): Promise<number>;
  /** Runs it and resolves to the most memory it held, in megabytes; processes that it starts do not count. */
  memory(...args: readonly string[]): Promise<number>;
  run(...args: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

export const bundle = join(checkout, "apps/cli/dist/main.cjs");

/** Without a sandbox: for commands that need no cloud. */
export function openCloudmake(folder: string, env: Readonly<Record<string, string>> = {}): CloudmakeWorld {
  const command = (args: readonly string[]) => ({
    program: process.execPath,
    args: ["--min-semi-space-size=16", bundle, ...args], // as scripts/cloudmake starts it
    cwd: folder,
    env: { CLOUDMAKE_HOME: join(folder, ".cloudmake"), NO_COLOR: "1", ...env },
  });
  return {
    time: (...args) => timeProcess(command(args)),
    memory: (...args) => peakMemory(command(args)),
    run: async (...args) => (await runProcess(command(args))).stdout,
    close: async () => {},
  };
}

/** With local clouds that make no one wait: what remains is our own time. */
export async function openSandboxedCloudmake(folder: string): Promise<CloudmakeWorld> {
  const bare = openCloudmake(folder);
  await bare.run("sandbox", "up", "--port", "0", "--clock", "0");
  const variables = JSON.parse(await bare.run("sandbox", "env", "--json")).data;
  return {
    ...openCloudmake(folder, variables),
    close: async () => {
      await bare.run("sandbox", "down");
    },
  };
}
