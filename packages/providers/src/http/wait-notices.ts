import type { Clock } from "@cloudmake/ports";

/** Why calls of an account do not go out now, and about how long that will last. */
export interface Wait {
  readonly reason: "rate-limit" | "down";
  readonly ms: number;
}

/** Shorter waits are not worth a word. */
export const TOLD_WAIT_MS = 5_000;

/** Tells of long waits; while one lasts, no other. */
export class WaitNotices {
  readonly #clock: Pick<Clock, "now">;
  readonly #tell: ((wait: Wait) => void) | undefined;
  #toldUntilMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, "now">, tell: ((wait: Wait) => void) | undefined) {
    this.#clock = clock;
    this.#tell = tell;
  }

  consider(wait: Wait): void {
    const nowMs = this.#clock.now();
    if (wait.ms < TOLD_WAIT_MS || nowMs < this.#toldUntilMs) return;
    this.#toldUntilMs = nowMs + wait.ms;
    this.#tell?.(wait);
  }
}
