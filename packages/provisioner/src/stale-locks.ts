import { readdir, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { EngineDirectory } from "./engine-directory.ts";

/** A lock as Pulumi's file backend writes it. */
const Lock = z.object({ pid: z.int(), hostname: z.string(), timestamp: z.coerce.date() });

/** Clocks of one machine differ from the kernel's by rounding only. */
const clockSlackMs = 2_000;

/** Removes the locks of local processes that are dead. A lock that is alive, or another host's, stays. */
export async function clearStaleLocks({ locks }: EngineDirectory): Promise<number> {
  const names = await readdir(locks).catch(() => []);
  let cleared = 0;
  for (const name of names.filter((file) => file.endsWith(".json"))) {
    const file = join(locks, name);
    const lock = Lock.safeParse(parse(await readFile(file, "utf8").catch(() => "")));
    if (!lock.success || lock.data.hostname !== hostname()) continue;
    const born = await birthOf(lock.data.pid);
    // A process younger than the lock only has the dead one's number.
    const alive = born !== undefined && born <= lock.data.timestamp.getTime() + clockSlackMs;
    if (alive) continue;
    await Promise.all([file, `${file}.attrs`].map((path) => rm(path, { force: true })));
    cleared += 1;
  }
  return cleared;
}

/** Start of a process in milliseconds since the epoch; `undefined` = there is none; 0 = there is one, of unknown age. */
async function birthOf(pid: number): Promise<number | undefined> {
  if (!answers(pid)) return undefined;
  try {
    const [process, kernel] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile("/proc/stat", "utf8"),
    ]);
    const booted = Number(/^btime (\d+)$/m.exec(kernel)?.[1]);
    // Fields after the command's name, which may hold blanks; the 20th is the start, in hundredths of a second.
    const started = Number(process.slice(process.lastIndexOf(")") + 2).split(" ")[19]);
    return Number.isFinite(booted + started) ? booted * 1_000 + started * 10 : 0;
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
