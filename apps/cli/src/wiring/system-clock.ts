import { randomBytes } from "node:crypto";
import { setTimeout as timer } from "node:timers/promises";
import type { Clock, Ids } from "@cloudmake/ports";

export const systemClock: Clock = {
  now: () => Date.now(),
  every(ms, tick) {
    const interval = setInterval(tick, ms);
    interval.unref();
    return () => clearInterval(interval);
  },
  async wait(ms, signal) {
    try {
      await timer(ms, undefined, { signal });
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  },
};

/** Run ids sort by time: base-36 milliseconds, then randomness. */
export const systemIds: Ids = {
  run: () => `${Date.now().toString(36)}-${randomBytes(4).toString("hex")}`,
};
