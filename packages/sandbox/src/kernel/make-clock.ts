import type { SandboxClock } from "./sandbox-cloud.ts";

export interface ControlledClock extends SandboxClock {
  /** Forgets all pending changes and ends all waits. */
  clear(): void;
}

/** Real time for stamps, cloud time (times `factor`) for waits. Pending changes do not keep the process alive. */
export function makeClock(factor: number): ControlledClock {
  const pending = new Map<NodeJS.Timeout, (() => void) | undefined>();

  function start(ms: number, done: () => void, cleared?: () => void): void {
    const timer = setTimeout(() => {
      pending.delete(timer);
      done();
    }, ms * factor);
    timer.unref();
    pending.set(timer, cleared);
  }

  return {
    now: () => Date.now(),
    later: (ms, change) => {
      if (factor === 0) change();
      else start(ms, change);
    },
    wait: (ms) => (factor === 0 ? Promise.resolve() : new Promise((resolve) => start(ms, resolve, resolve))),
    clear: () => {
      for (const [timer, cleared] of pending) {
        clearTimeout(timer);
        cleared?.();
      }
      pending.clear();
    },
  };
}
