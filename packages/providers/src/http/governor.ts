import type { Cloud } from "./cloud.ts";
import { Breaker } from "./breaker.ts";
import type { RateNews } from "./rate-headers.ts";
import type { HttpWiring } from "./wiring.ts";

/** Requests under way at once, per account. */
export const CONCURRENCY_LIMIT = 16;
/** Calls that may stand in line, per account. */
export const QUEUE_LIMIT = 20_000;

/** Who goes first when an account's budget is short. */
export type Priority = "apply" | "plan" | "drift";
const ranks: Readonly<Record<Priority, number>> = { apply: 0, plan: 1, drift: 2 };

/** How a request ended, as far as the account's health is concerned. */
export type Ending = "healthy" | "failing" | "abandoned";

/** Given to a request that may go out; `leave` must be called once. */
export interface Pass {
  leave(ending: Ending, news: RateNews): void;
}

/** The account's service is taken for down; nobody waits for it any longer. */
export class ServiceDown extends Error {}

interface Waiting {
  readonly priority: Priority;
  readonly order: number;
  readonly admit: (pass: Pass) => void;
  readonly refuse: (reason: unknown) => void;
}

/**
 * One account's doorkeeper, shared by everything that calls it: rate budget, number of calls at once, order of
 * importance, circuit breaker. While the breaker is open, calls of an apply are kept; calls that only look are refused
 * with `ServiceDown`: an answer in half a minute is of no use to them. When the probe fails, all are refused.
 */
export class Governor {
  readonly #budget: Cloud["budget"];
  readonly #wiring: Pick<HttpWiring, "clock" | "sleep">;
  readonly #breaker = new Breaker();
  readonly #line: Waiting[] = [];
  #active = 0;
  #order = 0;
  #tokens: number;
  #filledMs: number;
  #pausedUntilMs = 0;
  #alarm: AbortController | undefined;

  constructor(budget: Cloud["budget"], wiring: Pick<HttpWiring, "clock" | "sleep">) {
    this.#budget = budget;
    this.#wiring = wiring;
    this.#tokens = budget.burst;
    this.#filledMs = wiring.clock.now();
  }

  /** Whether the service answers, as far as is known. */
  get healthy(): boolean {
    return this.#breaker.closed;
  }

  /** Resolves when one request may go out. Rejects with the signal's reason, or with `ServiceDown`. */
  async enter(priority: Priority, signal: AbortSignal): Promise<Pass> {
    signal.throwIfAborted();
    if (this.#line.length >= QUEUE_LIMIT) throw new ServiceDown("too many calls are waiting");
    const { promise, resolve, reject } = Promise.withResolvers<Pass>();
    const waiting: Waiting = { priority, order: this.#order++, admit: resolve, refuse: reject };
    const giveUp = (): void => {
      this.#remove(waiting);
      reject(signal.reason);
    };
    signal.addEventListener("abort", giveUp, { once: true });
    this.#line.push(waiting);
    this.#line.sort((a, b) => ranks[a.priority] - ranks[b.priority] || a.order - b.order);
    this.#admitNext();
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  #admitNext(): void {
    for (;;) {
      this.#refuseLookers();
      const [first] = this.#line;
      if (first === undefined) {
        this.#silence();
        return;
      }
      if (this.#active >= CONCURRENCY_LIMIT) return;
      const waitMs = this.#waitMs();
      if (waitMs === undefined) return;
      if (waitMs > 0) {
        this.#wakeIn(waitMs);
        return;
      }
      this.#line.shift();
      this.#tokens -= 1;
      this.#active += 1;
      this.#breaker.begin();
      first.admit(this.#pass());
    }
  }

  #pass(): Pass {
    let left = false;
    return {
      leave: (ending, news) => {
        if (left) return;
        left = true;
        this.#active -= 1;
        this.#learn(ending, news);
        this.#admitNext();
      },
    };
  }

  #learn(ending: Ending, news: RateNews): void {
    const nowMs = this.#wiring.clock.now();
    const probed = this.#breaker.probing;
    switch (ending) {
      case "healthy":
        this.#breaker.succeeded();
        break;
      case "failing":
        this.#breaker.failed(nowMs);
        if (probed) this.#refuse(() => true);
        break;
      case "abandoned":
        this.#breaker.abandoned(nowMs);
        break;
    }
    this.#refill(nowMs);
    if (news.remaining !== undefined) this.#tokens = Math.min(this.#tokens, news.remaining);
    if (news.pauseMs !== undefined) this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + news.pauseMs);
  }

  /** Milliseconds until budget, pause and breaker let a call out; `undefined`: something under way will tell. */
  #waitMs(): number | undefined {
    const nowMs = this.#wiring.clock.now();
    this.#refill(nowMs);
    const breakerMs = this.#breaker.waitMs(nowMs);
    if (breakerMs === undefined) return undefined;
    const perMs = this.#budget.calls / this.#budget.windowMs;
    const budgetMs = this.#tokens >= 1 ? 0 : Math.ceil((1 - this.#tokens) / perMs);
    return Math.max(breakerMs, budgetMs, this.#pausedUntilMs - nowMs, 0);
  }

  #refill(nowMs: number): void {
    const earned = ((nowMs - this.#filledMs) * this.#budget.calls) / this.#budget.windowMs;
    this.#tokens = Math.min(this.#budget.burst, this.#tokens + earned);
    this.#filledMs = nowMs;
  }

  #refuseLookers(): void {
    const open = this.#breaker.waitMs(this.#wiring.clock.now()) !== 0;
    if (open) this.#refuse(({ priority }) => priority !== "apply");
  }

  #refuse(which: (waiting: Waiting) => boolean): void {
    for (const waiting of this.#line.filter(which)) {
      this.#remove(waiting);
      waiting.refuse(new ServiceDown("the service does not answer"));
    }
  }

  #remove(waiting: Waiting): void {
    const index = this.#line.indexOf(waiting);
    if (index >= 0) this.#line.splice(index, 1);
    if (this.#line.length === 0) this.#silence();
  }

  /** One timer at most; the newest reckoning counts. */
  #wakeIn(ms: number): void {
    this.#silence();
    const alarm = new AbortController();
    this.#alarm = alarm;
    this.#wiring.sleep(ms, alarm.signal).then(
      () => this.#admitNext(),
      () => undefined,
    );
  }

  #silence(): void {
    this.#alarm?.abort();
    this.#alarm = undefined;
  }
}
