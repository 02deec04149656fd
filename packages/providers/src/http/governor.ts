import type { SharedBudget } from "@cloudmake/ports";
import type { Budget } from "./cloud.ts";
import { type Draw, drawn, type Ending, freshLedger, learned, Ledger, type Lesson, type Priority } from "./ledger.ts";
import type { RateNews } from "./rate-headers.ts";
import { type Wait, WaitNotices } from "./wait-notices.ts";
import type { HttpWiring } from "./wiring.ts";

/** Requests under way at once, per account and process. */
export const CONCURRENCY_LIMIT = 16;
/** Calls that may stand in line, per account and process. */
export const QUEUE_LIMIT = 20_000;
/** Milliseconds that the shared ledger may take; after that a process goes on with its own. */
export const SHARED_LIMIT_MS = 5_000;
/** While somebody else's probe is under way: how often to look whether it ended. */
const probeLookMs = 500;

const ranks: Readonly<Record<Priority, number>> = { apply: 0, plan: 1, drift: 2 };

/** Given to a request that may go out; `leave` must be called once. */
export interface Pass {
  leave(ending: Ending, news: RateNews): void;
}

/** The account's service is taken for down; nobody waits for it any longer. */
export class ServiceDown extends Error {}

/** The ledger that an account's governors share, and the account's name in it. */
export interface Share {
  readonly budget: SharedBudget;
  readonly account: string;
}

/** What a governor takes from outside. */
export interface GovernorWiring extends Pick<HttpWiring, "clock" | "sleep"> {
  /** Told of long waits. */
  readonly tell?: ((wait: Wait) => void) | undefined;
}

interface Waiting {
  readonly priority: Priority;
  readonly order: number;
  readonly sinceMs: number;
  readonly admit: (pass: Pass) => void;
  readonly refuse: (reason: unknown) => void;
}

/**
 * One account's doorkeeper, shared by everything that calls it: rate budget, number of calls at once, order of
 * importance, circuit breaker. With a share it is one of several, in other processes, that keep one ledger.
 *
 * While the breaker is open, calls of an apply are kept; calls that only look are refused with `ServiceDown`: an answer
 * in half a minute is of no use to them. While a probe is under way all wait for its end; when it fails, all are refused.
 */
export class Governor {
  readonly #budget: Budget;
  readonly #wiring: GovernorWiring;
  readonly notices: WaitNotices;
  readonly #line: Waiting[] = [];
  #share: Share | undefined;
  /** The ledger as last seen; the only one without a share. */
  #ledger: Ledger;
  /** What other processes have yet to learn. */
  #lessons: readonly Lesson[] = [];
  #active = 0;
  #order = 0;
  /** Places in the budget that are taken and not used yet. */
  #reserved = 0;
  /** When the reserved places may be used, and how long that was ahead when they were taken. */
  #dueMs = 0;
  #aheadMs = 0;
  /** The round of the breaker in which this process's line began to wait. */
  #round: number | undefined;
  #drawing: "no" | "yes" | "again" = "no";
  #alarm: AbortController | undefined;

  constructor(budget: Budget, wiring: GovernorWiring, share?: Share) {
    this.#budget = budget;
    this.#wiring = wiring;
    this.notices = new WaitNotices(wiring.clock, wiring.tell);
    this.#share = share;
    this.#ledger = freshLedger(budget, wiring.clock.now());
  }

  /** Whether the service answers, as far as is known. */
  get healthy(): boolean {
    return this.#ledger.breaker.kind === "closed";
  }

  /** Resolves when one request may go out. Rejects with the signal's reason, or with `ServiceDown`. */
  async enter(priority: Priority, signal: AbortSignal): Promise<Pass> {
    signal.throwIfAborted();
    if (this.#line.length >= QUEUE_LIMIT) throw new ServiceDown("too many calls are waiting");
    const { promise, resolve, reject } = Promise.withResolvers<Pass>();
    const sinceMs = this.#wiring.clock.now();
    const waiting: Waiting = { priority, order: this.#order++, sinceMs, admit: resolve, refuse: reject };
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

  /** One draw at a time; what happens meanwhile asks for another. */
  #admitNext(): void {
    if (this.#drawing === "no") void this.#drawUntilSettled();
    else this.#drawing = "again";
  }

  async #drawUntilSettled(): Promise<void> {
    do {
      this.#drawing = "yes";
      const room = CONCURRENCY_LIMIT - this.#active;
      const [first] = this.#line;
      if (first === undefined) this.#silence();
      if (this.#lessons.length > 0 || (first !== undefined && room > 0)) await this.#draw(first, room);
    } while (this.#isDue());
    this.#drawing = "no";
  }

  #isDue(): boolean {
    return this.#drawing === "again";
  }

  async #draw(first: Waiting | undefined, room: number): Promise<void> {
    const lessons = this.#lessons;
    this.#lessons = [];
    const priority = first?.priority ?? "drift";
    const peers = this.#line.filter((one) => one.priority === priority).length;
    const nowMs = this.#wiring.clock.now();
    this.#dueMs = Math.min(this.#dueMs, nowMs + this.#aheadMs); // a clock that was set back makes nobody wait for longer
    const wish = {
      priority,
      count: Math.min(room, peers),
      reserved: this.#reserved,
      dueMs: this.#dueMs,
      waitedMs: nowMs - (first?.sinceMs ?? nowMs),
    };
    const change = (ledger: Ledger): readonly [Ledger, Draw] => drawn(ledger, wish, this.#budget, nowMs);
    const draw = this.#share === undefined ? this.#changeOwn(change) : await this.#change(this.#share, lessons, change);
    if (draw.kind === "wait" && draw.reserved > this.#reserved)
      [this.#dueMs, this.#aheadMs] = [nowMs + draw.ms, draw.ms];
    this.#reserved = draw.reserved;
    this.#follow(draw);
  }

  #follow(draw: Draw): void {
    switch (draw.kind) {
      case "admitted":
        if (this.healthy) this.#round = undefined;
        this.#admit(draw.count);
        return;
      case "wait":
        this.#round = undefined;
        if (this.#line.length === 0) return;
        this.notices.consider({ reason: "rate-limit", ms: Math.max(draw.ms, this.#lineMs()) });
        this.#wakeIn(draw.ms);
        return;
      case "down": {
        const probeFailed = this.#round !== undefined && draw.round > this.#round;
        this.#round = draw.round;
        const resting = draw.ms !== undefined;
        this.#refuse(({ priority }) => probeFailed || (resting && priority !== "apply"), restText(draw.ms));
        if (this.#line.length === 0) return;
        this.notices.consider({ reason: "down", ms: draw.ms ?? probeLookMs });
        this.#wakeIn(draw.ms ?? probeLookMs);
        return;
      }
    }
  }

  /** Until the last one in line may go out, as the budget grows. */
  #lineMs(): number {
    const { calls, windowMs } = this.#budget;
    return (this.#line.length * windowMs) / calls;
  }

  #admit(count: number): void {
    const admitted = this.#line.splice(0, count);
    this.#reserved += count - admitted.length; // who gave up meanwhile leaves a place to the next
    this.#active += admitted.length;
    for (const { admit } of admitted) admit(this.#pass());
    if (this.#line.length > 0) this.#drawing = "again";
  }

  #pass(): Pass {
    let left = false;
    return {
      leave: (ending, news) => {
        if (left) return;
        left = true;
        this.#active -= 1;
        this.#learn({ ending, ...news });
        this.#admitNext();
      },
    };
  }

  #learn(lesson: Lesson): void {
    const { ending, remaining, pauseMs } = lesson;
    const [known, nowMs] = [this.#ledger, this.#wiring.clock.now()];
    const dull = ending !== "failing" && this.healthy && pauseMs === undefined;
    if (dull && (remaining === undefined || remaining >= known.tokens)) return;
    this.#ledger = learned(known, lesson, this.#budget, nowMs);
    if (this.#share !== undefined) this.#lessons = [...this.#lessons, lesson];
  }

  #changeOwn(change: (ledger: Ledger) => readonly [Ledger, Draw]): Draw {
    const [after, draw] = change(this.#ledger);
    this.#ledger = after;
    return draw;
  }

  /** Changes the shared ledger, or the own one for ever when the shared cannot be reached. */
  async #change(
    { budget, account }: Share,
    lessons: readonly Lesson[],
    change: (ledger: Ledger) => readonly [Ledger, Draw],
  ): Promise<Draw> {
    const nowMs = this.#wiring.clock.now();
    const applied = (before: unknown): { after: Ledger; answer: readonly [Ledger, Draw] } => {
      const known = Ledger.safeParse(before);
      const start = known.success ? known.data : freshLedger(this.#budget, nowMs);
      const taught = lessons.reduce((ledger, lesson) => learned(ledger, lesson, this.#budget, nowMs), start);
      const answer = change(taught);
      return { after: answer[0], answer };
    };
    try {
      const [after, draw] = await budget.change(account, applied, { signal: AbortSignal.timeout(SHARED_LIMIT_MS) });
      this.#ledger = after;
      return draw;
    } catch {
      this.#share = undefined; // a disk that is full must not keep anybody from the clouds
      return this.#changeOwn(change);
    }
  }

  #refuse(which: (waiting: Waiting) => boolean, reason: string): void {
    for (const waiting of this.#line.filter(which)) {
      this.#remove(waiting);
      waiting.refuse(new ServiceDown(reason));
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

function restText(ms: number | undefined): string {
  const again = ms === undefined ? "" : ` before ${Math.ceil(ms / 1000)} s have passed`;
  return `it failed too often just now, so it is not asked again${again}`;
}
