import { readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { pid } from "node:process";
import { type ProcessStat, processStat } from "@cloudmake/model";
import { z } from "zod";
import { readText } from "./read-text.ts";

/** A process, told apart from a later one of the same number. */
export const ProcessIdentity = z.object({
  host: z.string(),
  pid: z.int(),
  /** Boot and start time as the kernel counts it; absent where it cannot be read. */
  born: z.string().optional(),
  /** Boot and process namespace: two of the same name are told apart. Absent where it cannot be read. */
  machine: z.string().optional(),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

export async function ownProcess(): Promise<ProcessIdentity> {
  const [born, machine] = [await birthOf(await statOf(pid)), await ownMachine()];
  return {
    host: hostname(),
    pid,
    ...(born === undefined ? {} : { born }),
    ...(machine === undefined ? {} : { machine }),
  };
}

/** True only for a process of this very machine; machines that share a state may bear the same name. */
export async function isKnownDead(process: ProcessIdentity): Promise<boolean> {
  const machine = await ownMachine();
  return machine !== undefined && process.machine === machine && !(await isAlive(process));
}

/** False only when it is certainly dead: processes of other hosts count as alive. */
export async function isAlive(process: ProcessIdentity): Promise<boolean> {
  if (process.host !== hostname()) return true;
  if (!answers(process.pid)) return false;
  const stat = await statOf(process.pid);
  if (stat?.ended === true) return false;
  const born = await birthOf(stat);
  return born === undefined || process.born === undefined || born === process.born;
}

function answers(id: number): boolean {
  try {
    return globalThis.process.kill(id, 0);
  } catch (error) {
    // Not allowed to signal it: it exists.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function ownMachine(): Promise<string | undefined> {
  const boot = await readText("/proc/sys/kernel/random/boot_id");
  const namespace = await readlink("/proc/self/ns/pid").catch(() => undefined);
  return boot === undefined || namespace === undefined ? undefined : `${boot.trim()} ${namespace}`;
}

async function birthOf(stat: ProcessStat | undefined): Promise<string | undefined> {
  const boot = await readText("/proc/sys/kernel/random/boot_id");
  return stat === undefined || boot === undefined ? undefined : `${boot.trim()} ${stat.beganTicks}`;
}

async function statOf(id: number): Promise<ProcessStat | undefined> {
  return processStat((await readText(`/proc/${id}/stat`)) ?? "");
}
