import type { Kernel } from "../src/kernel/sandbox-cloud.ts";

/** A kernel whose cloud time moves only when it is told to. */
export interface PlainKernel {
  readonly kernel: Kernel;
  /** Carries out one pending change: the oldest is number 0. Does nothing when there are not that many. */
  tick(which: number): void;
  readonly log: readonly string[];
}

export function makePlainKernel(): PlainKernel {
  const pending: (() => void)[] = [];
  const log: string[] = [];
  const kernel: Kernel = {
    clock: {
      now: () => 1_790_000_000_000,
      later: (_, change) => pending.push(change),
      wait: () => Promise.resolve(),
    },
    origin: () => "http://127.0.0.1:4800",
    changed: () => undefined,
    directory: () => {
      throw new Error("this kernel keeps no files");
    },
    quota: () => Number.POSITIVE_INFINITY,
    log: (line) => log.push(line),
  };
  return { kernel, tick: (which) => pending.splice(which, 1)[0]?.(), log };
}
