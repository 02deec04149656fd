import { z } from "zod";

/** Failures within the window that open the breaker. */
export const BREAKER_FAILURES = 10;
export const BREAKER_WINDOW_MS = 60_000;
/** How long it stays open before one call may try again. */
export const BREAKER_OPEN_MS = 30_000;
/** A probe that has not ended by then died with its process; somebody else tries. */
export const PROBE_LIMIT_MS = 45_000;

/**
 * Keeps a service that is down from being asked again and again. Plain data that is told the time, so that several
 * processes can share it. `round` counts openings without a success between: it tells who waits that a probe failed.
 */
export const Breaker = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("closed"), failures: z.array(z.number()).max(BREAKER_FAILURES) }),
  z.object({ kind: z.literal("open"), untilMs: z.number(), round: z.int() }),
  z.object({ kind: z.literal("probing"), sinceMs: z.number(), round: z.int() }),
]);
export type Breaker = Readonly<z.infer<typeof Breaker>>;

export const closedBreaker: Breaker = { kind: "closed", failures: [] };

/** Milliseconds until a call may go out; 0 = now. `undefined`: a probe is under way, its end decides. */
export function breakerWaitMs(breaker: Breaker, nowMs: number): number | undefined {
  switch (breaker.kind) {
    case "closed":
      return 0;
    case "open":
      return Math.max(0, breaker.untilMs - nowMs);
    case "probing":
      return Math.abs(nowMs - breaker.sinceMs) < PROBE_LIMIT_MS ? undefined : 0;
  }
}

/** A call goes out: after an open phase it is the one probe. */
export function begun(breaker: Breaker, nowMs: number): Breaker {
  return breaker.kind === "closed" ? breaker : { kind: "probing", sinceMs: nowMs, round: breaker.round };
}

export function succeeded(breaker: Breaker): Breaker {
  return breaker.kind === "probing" ? closedBreaker : breaker;
}

export function failed(breaker: Breaker, nowMs: number): Breaker {
  switch (breaker.kind) {
    case "closed": {
      const failures = [...breaker.failures.filter((at) => Math.abs(nowMs - at) < BREAKER_WINDOW_MS), nowMs];
      return failures.length < BREAKER_FAILURES ? { kind: "closed", failures } : openFrom(nowMs, 1);
    }
    case "probing":
      return openFrom(nowMs, breaker.round + 1);
    case "open": // sent before it opened
      return breaker;
  }
}

/** The probe ended without an answer to learn from (it was aborted): the next call probes. */
export function abandoned(breaker: Breaker, nowMs: number): Breaker {
  return breaker.kind === "probing" ? { kind: "open", untilMs: nowMs, round: breaker.round } : breaker;
}

/** The same breaker after the clock was perhaps set back: open for no longer than from now on. */
export function withinLimits(breaker: Breaker, nowMs: number): Breaker {
  if (breaker.kind !== "open" || breaker.untilMs - nowMs <= BREAKER_OPEN_MS) return breaker;
  return { ...breaker, untilMs: nowMs + BREAKER_OPEN_MS };
}

function openFrom(nowMs: number, round: number): Breaker {
  return { kind: "open", untilMs: nowMs + BREAKER_OPEN_MS, round };
}
