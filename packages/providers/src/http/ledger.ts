import { z } from "zod";
import { abandoned, begun, Breaker, breakerWaitMs, closedBreaker, failed, succeeded, withinLimits } from "./breaker.ts";
import type { Budget } from "./cloud.ts";
import type { RateNews } from "./rate-headers.ts";

/**
 * The longest pause that is waited for: Cloudflare, once it blocks an account, does so for five minutes. Whoever is told
 * of a longer one reports it; others try again after this time.
 */
export const PAUSE_LIMIT_MS = 330_000;
/** An apply that was told to wait within this time is taken to be still in line. */
export const APPLY_RECENT_MS = 2_000;
/** How long those who only look stand back for an apply of another process before they take their turn all the same. */
export const STAND_BACK_LIMIT_MS = { apply: 0, plan: 2_000, drift: 4_000 } as const;
/** Places that may be reserved ahead of the budget, all processes together; who comes later asks again. */
export const RESERVED_LIMIT = 256;
/** Clocks of machines that share a ledger may differ by this; a time further ahead is one of a clock set back. */
export const CLOCK_SKEW_LIMIT_MS = 10_000;
const askAgainMs = 250;

/** Who goes first when an account's budget is short. */
export type Priority = keyof typeof STAND_BACK_LIMIT_MS;

/** What is known of one account, by all that call it: rate budget, pause, breaker. */
export const Ledger = z.object({
  formatVersion: z.literal(1),
  /** Calls that may go out at `filledMs`; below zero, so many places are reserved. */
  tokens: z.number(),
  filledMs: z.number(),
  pausedUntilMs: z.number(),
  /** When an apply was last told to wait for its turn. */
  applyWaitedMs: z.number().optional(),
  breaker: Breaker,
});
export type Ledger = Readonly<z.infer<typeof Ledger>>;

/** How a request ended, as far as the account's health is concerned. */
export type Ending = "healthy" | "failing" | "abandoned";

/** What one ended request teaches. */
export interface Lesson extends RateNews {
  readonly ending: Ending;
}

/** What a process wants next. */
export interface Wish {
  readonly priority: Priority;
  /** Calls that would go out at once. */
  readonly count: number;
  /** Places this process reserved earlier, and when their time has come. */
  readonly reserved: number;
  readonly dueMs: number;
  /** How long the first of them has been standing in line. */
  readonly waitedMs: number;
}

export type Draw =
  | { readonly kind: "admitted"; readonly count: number; readonly reserved: number }
  | { readonly kind: "wait"; readonly ms: number; readonly reserved: number }
  /** The breaker is open. `ms` undefined: a probe is under way. */
  | { readonly kind: "down"; readonly ms: number | undefined; readonly round: number; readonly reserved: number };

export function freshLedger({ burst }: Budget, nowMs: number): Ledger {
  return { formatVersion: 1, tokens: burst, filledMs: nowMs, pausedUntilMs: 0, breaker: closedBreaker };
}

/** The ledger after a request ended. */
export function learned(ledger: Ledger, lesson: Lesson, budget: Budget, nowMs: number): Ledger {
  const { ending, remaining, pauseMs } = lesson;
  const { tokens, ...filled } = refilled(ledger, budget, nowMs);
  const pausedUntilMs = Math.max(filled.pausedUntilMs, pauseMs === undefined ? 0 : nowMs + pauseMs);
  return {
    ...filled,
    tokens: Math.min(tokens, remaining ?? tokens),
    pausedUntilMs: Math.min(pausedUntilMs, nowMs + PAUSE_LIMIT_MS),
    breaker: afterEnding(filled.breaker, ending, nowMs),
  };
}

/**
 * The next calls of one process.
 *
 * Who finds the budget used up reserves one place and comes back when its time has come; so processes take turns,
 * whoever is faster at asking. Those who only look do not reserve while an apply waits, but not for ever.
 */
export function drawn(before: Ledger, wish: Wish, budget: Budget, nowMs: number): readonly [Ledger, Draw] {
  const ledger = refilled(before, budget, nowMs);
  const { reserved, count } = wish;
  const downMs = breakerWaitMs(ledger.breaker, nowMs);
  if (downMs !== 0) {
    const round = ledger.breaker.kind === "closed" ? 0 : ledger.breaker.round;
    return [ledger, { kind: "down", ms: downMs, round, reserved }];
  }
  const pauseMs = ledger.pausedUntilMs - nowMs;
  if (pauseMs > 0) return [ledger, { kind: "wait", ms: pauseMs, reserved }];
  if (reserved > 0 && nowMs < wish.dueMs) return [ledger, { kind: "wait", ms: wish.dueMs - nowMs, reserved }];
  const probe = ledger.breaker.kind !== "closed";
  const free = Math.max(0, Math.floor(ledger.tokens));
  const admitted = Math.min(probe ? 1 : count, reserved + free, count);
  if (admitted > 0) {
    const taken = Math.max(0, admitted - reserved);
    const left = Math.max(0, reserved - admitted);
    const breaker = begun(ledger.breaker, nowMs);
    return [
      { ...ledger, tokens: ledger.tokens - taken, breaker },
      { kind: "admitted", count: admitted, reserved: left },
    ];
  }
  if (count === 0 || standsBack(ledger, wish, nowMs) || ledger.tokens <= -RESERVED_LIMIT) {
    return [ledger, { kind: "wait", ms: askAgainMs, reserved }];
  }
  const tokens = ledger.tokens - 1;
  const ms = Math.max(1, Math.ceil((-tokens * budget.windowMs) / budget.calls));
  const applyWaitedMs = wish.priority === "apply" ? nowMs : ledger.applyWaitedMs;
  return [
    { ...ledger, tokens, applyWaitedMs },
    { kind: "wait", ms, reserved: reserved + 1 },
  ];
}

function standsBack({ applyWaitedMs }: Ledger, { priority, waitedMs }: Wish, nowMs: number): boolean {
  if (applyWaitedMs === undefined) return false;
  return Math.abs(nowMs - applyWaitedMs) < APPLY_RECENT_MS && waitedMs < STAND_BACK_LIMIT_MS[priority];
}

/** As of now. A clock that was set back earns nothing, and makes nobody wait for longer than the limits. */
function refilled(ledger: Ledger, { calls, windowMs, burst }: Budget, nowMs: number): Ledger {
  const passedMs = Math.max(0, nowMs - ledger.filledMs);
  return {
    ...ledger,
    tokens: Math.min(burst, ledger.tokens + (passedMs * calls) / windowMs),
    filledMs: ledger.filledMs - nowMs > CLOCK_SKEW_LIMIT_MS ? nowMs : Math.max(ledger.filledMs, nowMs),
    pausedUntilMs: Math.min(ledger.pausedUntilMs, nowMs + PAUSE_LIMIT_MS),
    breaker: withinLimits(ledger.breaker, nowMs),
  };
}

function afterEnding(breaker: Breaker, ending: Ending, nowMs: number): Breaker {
  switch (ending) {
    case "healthy":
      return succeeded(breaker);
    case "failing":
      return failed(breaker, nowMs);
    case "abandoned":
      return abandoned(breaker, nowMs);
  }
}
