import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawn, freshLedger, learned, type Ledger, PAUSE_LIMIT_MS, type Priority } from "./ledger.ts";

const budget = { calls: 20, windowMs: 1_000, burst: 10 };
const priorities = fc.constantFrom<Priority>("apply", "plan", "drift");

interface Runner {
  readonly priority: Priority;
  reserved: number;
  dueMs: number;
  wakeMs: number;
  sinceMs: number;
  calls: number;
}

/** Processes that want to call without end, each at its own pace of asking; what went out and when. */
function race(kinds: readonly Priority[], forMs: number): { readonly sentMs: readonly number[]; runners: Runner[] } {
  let ledger: Ledger = freshLedger(budget, 0);
  const sentMs: number[] = [];
  const runners = kinds.map((priority): Runner => ({
    priority,
    reserved: 0,
    dueMs: 0,
    wakeMs: 0,
    sinceMs: 0,
    calls: 0,
  }));
  for (let nowMs = 0; nowMs < forMs; nowMs += 10) {
    for (const runner of runners) {
      // New calls arrive at any time, so a process also asks before its reserved place is due.
      if (runner.wakeMs > nowMs && nowMs % 30 !== 0) continue;
      const { priority, reserved, dueMs, sinceMs } = runner;
      const wish = { priority, count: 3, reserved, dueMs, waitedMs: nowMs - sinceMs };
      const [after, draw] = drawn(ledger, wish, budget, nowMs);
      ledger = after;
      if (draw.kind === "wait" && draw.reserved > reserved) runner.dueMs = nowMs + draw.ms;
      runner.reserved = draw.reserved;
      if (draw.kind === "wait") runner.wakeMs = nowMs + draw.ms;
      if (draw.kind !== "admitted") continue;
      runner.calls += draw.count;
      runner.sinceMs = nowMs;
      for (let call = 0; call < draw.count; call++) sentMs.push(nowMs);
    }
  }
  return { sentMs, runners };
}

describe("the budget of an account that several processes share", () => {
  test("is never exceeded, however many draw from it and whenever", () => {
    fc.assert(
      fc.property(fc.array(priorities, { minLength: 1, maxLength: 8 }), (kinds) => {
        const { sentMs } = race(kinds, 3_000);
        for (const start of [0, 500, 1_000, 1_500, 2_000]) {
          const inWindow = sentMs.filter((at) => at >= start && at < start + budget.windowMs).length;
          expect(inWindow).toBeLessThanOrEqual(budget.burst + budget.calls + kinds.length);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("starves nobody: equals get equal shares, and who only looks gets a turn while applies go on", () => {
    fc.assert(
      fc.property(fc.array(priorities, { minLength: 2, maxLength: 6 }), (kinds) => {
        const { runners } = race(kinds, 20_000);
        for (const { calls } of runners) expect(calls).toBeGreaterThan(2);
        const applies = runners.filter(({ priority }) => priority === "apply").map(({ calls }) => calls);
        if (applies.length > 1) expect(Math.min(...applies)).toBeGreaterThan(Math.max(...applies) / 3);
      }),
      { numRuns: 100 },
    );
  });

  test("goes to applies before those who only look", () => {
    const { runners } = race(["drift", "plan", "apply"], 10_000);
    const [drift, plan, apply] = runners.map(({ calls }) => calls);
    expect(apply).toBeGreaterThan(3 * (plan ?? 0));
    expect(plan).toBeGreaterThanOrEqual(drift ?? 0);
  });

  test("earns nothing from a clock that is set back, and waits no longer for it", () => {
    const late = freshLedger(budget, 1_000_000);
    const paused = learned(late, { ending: "healthy", pauseMs: 60_000, remaining: 0 }, budget, 1_000_000);
    const wish = { priority: "apply", count: 1, reserved: 0, dueMs: 0, waitedMs: 0 } as const;
    const [, draw] = drawn(paused, wish, budget, 0);
    expect(draw).toEqual({ kind: "wait", ms: PAUSE_LIMIT_MS, reserved: 0 });
    expect(drawn(learned(late, { ending: "healthy", remaining: 0 }, budget, 0), wish, budget, 0)[1].kind).toBe("wait");
  });
});
