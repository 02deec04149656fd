import { beforeEach, describe, expect, test } from "vitest";
import { type ManualTime, manualTime } from "../../test/virtual-time.ts";
import { BREAKER_FAILURES, BREAKER_OPEN_MS } from "./breaker.ts";
import { CONCURRENCY_LIMIT, Governor, type Pass, ServiceDown } from "./governor.ts";
import type { Priority } from "./ledger.ts";
import type { Wait } from "./wait-notices.ts";

const { signal } = new AbortController();
const plenty = { calls: 1_000_000, windowMs: 1_000, burst: 1_000_000 };
const oneASecond = { calls: 60, windowMs: 60_000, burst: 2 };

describe("the governor of an account", () => {
  let time: ManualTime;
  let admitted: string[];
  beforeEach(() => {
    time = manualTime();
    admitted = [];
  });

  /** Stands in line under a name, and keeps its pass. */
  function enter(governor: Governor, name: string, priority: Priority = "plan"): Promise<Pass | "down"> {
    return governor.enter(priority, signal).then(
      (pass) => {
        admitted.push(name);
        return pass;
      },
      (error: unknown) => {
        if (!(error instanceof ServiceDown)) throw error;
        admitted.push(`${name} refused`);
        return "down" as const;
      },
    );
  }

  async function call(governor: Governor, ending: "healthy" | "failing", priority: Priority = "plan"): Promise<void> {
    (await governor.enter(priority, signal)).leave(ending, {});
  }

  test("lets out the burst at once and the rest as the budget grows", async () => {
    const governor = new Governor(oneASecond, time);
    for (const name of ["a", "b", "c", "d"]) void enter(governor, name);
    await time.pass(0);
    expect(admitted).toEqual(["a", "b"]);
    await time.pass(1_000);
    expect(admitted).toEqual(["a", "b", "c"]);
    await time.pass(1_000);
    expect(admitted).toEqual(["a", "b", "c", "d"]);
  });

  test("tells of a long wait once, and again when it has become longer than said", async () => {
    const told: Wait[] = [];
    const governor = new Governor(oneASecond, { ...time, tell: (wait) => void told.push(wait) });
    for (let call = 0; call < 12; call++) void enter(governor, String(call));
    await time.pass(0);
    for (let second = 0; second < 9; second++) await time.pass(1_000);
    expect(told).toEqual([{ reason: "rate-limit", ms: 10_000 }]);
    for (let call = 0; call < 10; call++) void enter(governor, `more ${call}`);
    for (let second = 0; second < 2; second++) await time.pass(1_000);
    expect(told).toHaveLength(2);
  });

  test("does not tell of waits that are over soon", async () => {
    const told: Wait[] = [];
    const governor = new Governor(oneASecond, { ...time, tell: (wait) => void told.push(wait) });
    for (let call = 0; call < 5; call++) void enter(governor, String(call));
    for (let second = 0; second < 4; second++) await time.pass(1_000);
    expect({ told, admitted: admitted.length }).toEqual({ told: [], admitted: 5 });
  });

  test("tells that an apply waits for a service that is down", async () => {
    const told: Wait[] = [];
    const governor = new Governor(plenty, { ...time, tell: (wait) => void told.push(wait) });
    for (let failure = 0; failure < BREAKER_FAILURES; failure++) await call(governor, "failing");
    void enter(governor, "apply", "apply");
    await time.pass(0);
    expect(told).toEqual([{ reason: "down", ms: BREAKER_OPEN_MS }]);
  });

  test("lets an apply go before plans, and plans before drift checks", async () => {
    const governor = new Governor(oneASecond, time);
    await call(governor, "healthy");
    await call(governor, "healthy");
    void enter(governor, "drift", "drift");
    void enter(governor, "plan", "plan");
    void enter(governor, "apply", "apply");
    for (let second = 0; second < 3; second++) await time.pass(1_000);
    expect(admitted).toEqual(["apply", "plan", "drift"]);
  });

  test("keeps only so many requests under way", async () => {
    const governor = new Governor(plenty, time);
    const passes = Array.from({ length: CONCURRENCY_LIMIT + 1 }, (_, index) => enter(governor, `${index}`));
    await time.pass(0);
    expect(admitted).toHaveLength(CONCURRENCY_LIMIT);
    const first = await passes[0];
    if (first !== undefined && first !== "down") first.leave("healthy", {});
    await time.pass(0);
    expect(admitted).toHaveLength(CONCURRENCY_LIMIT + 1);
  });

  test("makes nobody wait for the hour by which the clock was set back", async () => {
    await time.pass(7_200_000);
    let setBackMs = 0;
    const clock = { now: () => time.clock.now() - setBackMs };
    const governor = new Governor(oneASecond, { ...time, clock });
    for (const name of ["a", "b", "c", "d"]) void enter(governor, name);
    await time.pass(0);
    setBackMs = 3_600_000;
    for (let second = 0; second < 4; second++) await time.pass(1_000);
    expect(admitted).toEqual(["a", "b", "c", "d"]);
  });

  test("believes the service when it counts fewer calls left", async () => {
    const governor = new Governor({ calls: 60, windowMs: 60_000, burst: 60 }, time);
    (await governor.enter("plan", signal)).leave("healthy", { remaining: 0 });
    void enter(governor, "next");
    await time.pass(0);
    expect(admitted).toEqual([]);
    await time.pass(1_000);
    expect(admitted).toEqual(["next"]);
  });

  test("holds everybody back for the pause that one was told", async () => {
    const governor = new Governor(plenty, time);
    (await governor.enter("plan", signal)).leave("healthy", { pauseMs: 5_000 });
    void enter(governor, "next", "apply");
    await time.pass(4_999);
    expect(admitted).toEqual([]);
    await time.pass(1);
    expect(admitted).toEqual(["next"]);
  });

  test("lets a waiting caller give up", async () => {
    const governor = new Governor(oneASecond, time);
    await call(governor, "healthy");
    await call(governor, "healthy");
    const caller = new AbortController();
    const waiting = governor.enter("plan", caller.signal);
    caller.abort(new Error("no longer wanted"));
    await expect(waiting).rejects.toThrow("no longer wanted");
    void enter(governor, "next");
    await time.pass(1_000);
    expect(admitted).toEqual(["next"]);
  });

  describe("when the service is down", () => {
    let governor: Governor;
    beforeEach(async () => {
      governor = new Governor(plenty, time);
      for (let failure = 0; failure < BREAKER_FAILURES; failure++) await call(governor, "failing");
    });

    test("refuses at once who only wants to look, and keeps an apply waiting", async () => {
      void enter(governor, "look");
      void enter(governor, "apply", "apply");
      await time.pass(0);
      expect(admitted).toEqual(["look refused"]);
      await time.pass(BREAKER_OPEN_MS);
      expect(admitted).toEqual(["look refused", "apply"]);
    });

    test("sends one call to see, and opens to all when it succeeds", async () => {
      const probe = enter(governor, "probe", "apply");
      void enter(governor, "next", "apply");
      await time.pass(BREAKER_OPEN_MS);
      expect(admitted).toEqual(["probe"]);
      const pass = await probe;
      if (pass !== "down") pass.leave("healthy", {});
      await time.pass(0);
      expect(admitted).toEqual(["probe", "next"]);
      expect(governor.healthy).toBe(true);
    });

    test("refuses all who wait when that call fails too", async () => {
      const probe = enter(governor, "probe", "apply");
      void enter(governor, "next", "apply");
      await time.pass(BREAKER_OPEN_MS);
      const pass = await probe;
      if (pass !== "down") pass.leave("failing", {});
      await time.pass(0);
      expect(admitted).toEqual(["probe", "next refused"]);
    });

    test("keeps an apply waiting in a later outage, whatever came of the probes that nobody waited for", async () => {
      const probe = enter(governor, "first", "apply");
      await time.pass(BREAKER_OPEN_MS);
      const pass = await probe;
      if (pass !== "down") pass.leave("healthy", {});
      for (let failure = 0; failure < BREAKER_FAILURES; failure++) await call(governor, "failing");
      await time.pass(BREAKER_OPEN_MS);
      await call(governor, "failing", "drift");
      void enter(governor, "second", "apply");
      await time.pass(0);
      expect(admitted).toEqual(["first"]);
    });

    test("lets lookers wait while one call sees, for its answer is near", async () => {
      await time.pass(BREAKER_OPEN_MS);
      const probe = enter(governor, "probe");
      void enter(governor, "look");
      await time.pass(1_000);
      expect(admitted).toEqual(["probe"]);
      const pass = await probe;
      if (pass !== "down") pass.leave("healthy", {});
      await time.pass(0);
      expect(admitted).toEqual(["probe", "look"]);
    });

    test("learns nothing from an answer that had been on its way before", async () => {
      governor = new Governor(plenty, time);
      const early = await governor.enter("plan", signal);
      for (let failure = 0; failure < BREAKER_FAILURES; failure++) await call(governor, "failing");
      early.leave("healthy", {});
      expect(governor.healthy).toBe(false);
      await expect(governor.enter("plan", signal)).rejects.toThrow(ServiceDown);
    });

    test("says to whom it refuses when the service is asked again", async () => {
      await expect(governor.enter("plan", signal)).rejects.toThrow("it is not asked again before 30 s have passed");
    });

    test("lets a looker be the one who sees, once the time has come", async () => {
      await time.pass(BREAKER_OPEN_MS);
      await call(governor, "healthy", "drift");
      expect(governor.healthy).toBe(true);
    });
  });

  test("forgets failures that are long past", async () => {
    const governor = new Governor(plenty, time);
    for (let failure = 0; failure < BREAKER_FAILURES * 3; failure++) {
      await call(governor, "failing");
      await time.pass(10_000);
    }
    expect(governor.healthy).toBe(true);
  });
});
