import { exchangeOverHttp } from "../src/http/exchange.ts";
import type { HttpWiring } from "../src/http/wiring.ts";

/** Time that passes only by waiting: a sleep ends at once, and the clock stands at its end. */
export interface VirtualTime extends Pick<HttpWiring, "clock" | "sleep" | "random" | "exchange"> {
  readonly slept: readonly number[];
}

export function virtualTime(): VirtualTime {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    clock: { now: () => now },
    random: () => 1,
    exchange: exchangeOverHttp,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
}

/** Time that a test moves on by hand. */
export interface ManualTime extends Pick<HttpWiring, "clock" | "sleep"> {
  /** Sleepers that are due wake, and what follows from it is done. */
  pass(ms: number): Promise<void>;
}

export function manualTime(): ManualTime {
  let now = 0;
  let sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  return {
    clock: { now: () => now },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { until: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal.addEventListener("abort", () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
        });
      }),
    pass: async (ms) => {
      now += ms;
      const due = sleepers.filter(({ until }) => until <= now);
      sleepers = sleepers.filter(({ until }) => until > now);
      for (const { wake } of due) wake();
      await new Promise(setImmediate);
    },
  };
}
