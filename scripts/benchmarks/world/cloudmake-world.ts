import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../quality/source-files.ts";
import { peakMemory } from "../measure/peak-memory.ts";
import { runProcess, timeProcess } from "../measure/time-process.ts";
import { type LocalClouds, openLocalClouds } from "./local-clouds.ts";

/** A CloudMake with state and sandbox of its own, in a folder that is thrown away. */
export interface CloudmakeWorld {
  /** Runs the bundle as users do, as a process; resolves to its milliseconds. */
  time(...args: readonly string[]): Promise<number>;
  /** Runs it and resolves to the most memory it held, in megabytes; processes that it starts do not count. */
  memory(...args: readonly string[]): Promise<number>;
  run(...args: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

type Variables = Readonly<Record<string, string>>;

/** As `scripts/cloudmake` starts it. */
export const memoryFlags = [
  "--min-semi-space-size=16",
  "--max-semi-space-size=16",
  "--initial-old-space-size=64",
  "--heap-growing-percent=50",
];

export const bundle = join(checkout, "apps/cli/dist/main.cjs");
const snapshot = join(checkout, "apps/cli/dist/start.blob");
const fromSnapshot: readonly (string | undefined)[] = ["validate", "plan", "apply", "destroy", "drift", "affected"];

/** Without a sandbox: for commands that need no cloud. */
export function openCloudmake(folder: string, env: Variables = {}): CloudmakeWorld {
  const command = (args: readonly string[]) => ({
    program: process.execPath,
    args: [...startOf(args[0]), ...memoryFlags, bundle, ...args],
    cwd: folder,
    env: {
      CLOUDMAKE_HOME: join(folder, ".cloudmake"),
      XDG_STATE_HOME: join(folder, "state-home"), // rate budgets that the user's own runs must not count against
      NO_COLOR: "1",
      ...env,
    },
  });
  return {
    time: (...args) => timeProcess(command(args)),
    // What asks the process for its memory cannot be put into a snapshot.
    memory: (...args) => peakMemory({ ...command(args), args: [...memoryFlags, bundle, ...args] }),
    run: async (...args) => (await runProcess(command(args))).stdout,
    close: async () => {},
  };
}

function startOf(command: string | undefined): readonly string[] {
  return fromSnapshot.includes(command) && existsSync(snapshot)
    ? ["--no-rehash-snapshot", "--snapshot-blob", snapshot]
    : [];
}

export interface SandboxedCloudmake extends CloudmakeWorld {
  readonly clouds: LocalClouds;
}

/**
 * With local clouds that make no one wait: what remains is our own time. They limit calls as the vendors do, and
 * CloudMake keeps within; `unlimited`, neither does, for worlds so large that the limits would stretch them over hours.
 */
export async function openSandboxedCloudmake(
  folder: string,
  { unlimited = false }: { readonly unlimited?: boolean } = {},
): Promise<SandboxedCloudmake> {
  const clouds = await openLocalClouds(folder, unlimited ? "off" : "vendor");
  const variables = { ...clouds.variables, ...(unlimited ? noBudgets : {}) };
  return { ...openCloudmake(folder, variables), clouds, close: clouds.close };
}

/** Far more than anybody asks for: the setting for accounts that have another limit than the vendor's usual one. */
export const noBudgets: Variables = Object.fromEntries(
  ["CLOUDFLARE", "DIGITALOCEAN", "HETZNER", "NEON"].map((cloud) => [`CLOUDMAKE_BUDGET_${cloud}`, "999999/60"]),
);
