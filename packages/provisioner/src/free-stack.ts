import { readdir, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Failure, processStat, type StackId } from "@cloudmake/model";
import { z } from "zod";
import type { EngineDirectory } from "./engine-directory.ts";

/** A lock as Pulumi's file backend writes it. */
const Lock = z.object({ pid: z.int(), hostname: z.string(), timestamp: z.coerce.date() });

/** Clocks of one machine differ from the kernel's by rounding only. */
const clockSlackMs = 2_000;

/** How long a run waits for an engine of this machine that has lost its run and is saving what it did. */
const freeLimitMs = 5_000;
const askEveryMs = 50;

/**
 * Clears the locks of local processes that are dead. One that is alive is never cleared: after a crash of its run it
 * ends within a second, so it is waited for, and refused with `LEASE_HELD` when it stays.
 */
export async function freeStack({ locks }: EngineDirectory, stack: StackId, signal: AbortSignal): Promise<void> {
  const waitUntil = performance.now() + freeLimitMs;
  for (;;) {
    const holder = await clearStaleLocks(locks);
    if (holder === undefined) return;
    if (performance.now() > waitUntil) {
      const since = holder.timestamp.toISOString();
      throw new Failure("LEASE_HELD", { stack, holder: `pulumi pid ${holder.pid}`, since, until: since });
    }
    await wait(askEveryMs, undefined, { signal });
  }
}

/** A lock of this machine that is still alive, if there is one. Locks of other hosts are the engine's to judge. */
async function clearStaleLocks(directory: string): Promise<z.infer<typeof Lock> | undefined> {
  const names = await readdir(directory).catch(() => []);
  let holder: z.infer<typeof Lock> | undefined;
  for (const name of names.filter((file) => file.endsWith(".json"))) {
    const file = join(directory, name);
    const lock = Lock.safeParse(parse(await readFile(file, "utf8").catch(() => "")));
    if (!lock.success || lock.data.hostname !== hostname()) continue;
    const born = await birthOf(lock.data.pid);
    // A process younger than the lock only has the dead one's number.
    const alive = born !== undefined && born <= lock.data.timestamp.getTime() + clockSlackMs;
    if (alive) holder = lock.data;
    else await Promise.all([file, `${file}.attrs`].map((path) => rm(path, { force: true })));
  }
  return holder;
}

/** Start of a process in milliseconds since the epoch; `undefined` = there is none; 0 = there is one, of unknown age. */
async function birthOf(pid: number): Promise<number | undefined> {
  if (!answers(pid)) return undefined;
  try {
    const [process, kernel] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile("/proc/stat", "utf8"),
    ]);
    const stat = processStat(process);
    if (stat?.ended === true) return undefined;
    const booted = Number(/^btime (\d+)$/m.exec(kernel)?.[1]);
    return stat === undefined || Number.isNaN(booted) ? 0 : booted * 1_000 + stat.beganTicks * 10;
  } catch {
    return answers(pid) ? 0 : undefined;
  }
}

function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
