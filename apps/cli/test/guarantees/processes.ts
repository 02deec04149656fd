import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { type ProcessStat, processStat } from "@cloudmake/model";

const askEveryMs = 5;
const appearWithinMs = 60_000;

/** The Pulumi processes that a process started and that still run. */
export function enginesOf(parent: number): readonly number[] {
  return readdirSync("/proc").flatMap((name) => {
    const stat = /^\d+$/.test(name) ? statOf(name) : undefined;
    return stat?.command === "pulumi" && stat.parent === parent ? [Number(name)] : [];
  });
}

/** Resolves with a process's engines as soon as there is one; with none when the process ended before. */
export async function engineAppears(parent: number, hasEnded: () => boolean): Promise<readonly number[]> {
  const until = performance.now() + appearWithinMs;
  while (!hasEnded() && performance.now() < until) {
    const engines = enginesOf(parent);
    if (engines.length > 0) return engines;
    await wait(askEveryMs);
  }
  return [];
}

/** Kills at once, without a word; a process that is gone already is no concern. */
export function killHard(id: number): void {
  try {
    process.kill(id, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

function statOf(id: string): ProcessStat | undefined {
  try {
    return processStat(readFileSync(`/proc/${id}/stat`, "utf8"));
  } catch {
    return undefined;
  }
}
