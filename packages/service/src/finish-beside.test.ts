import { setTimeout as pause } from "node:timers/promises";
import type { Pausing } from "@cloudmake/model";
import { describe, expect, test } from "vitest";
import { finishBeside } from "./finish-beside.ts";

/** Counts its pieces, each of which takes some milliseconds of the processor. */
function* pieces(count: number, ms: number, done: { pieces: number }): Pausing<string> {
  for (let piece = 0; piece < count; piece += 1) {
    const until = performance.now() + ms;
    while (performance.now() < until) continue;
    done.pieces += 1;
    yield;
  }
  return "finished";
}

describe("work beside something else", () => {
  test("is finished in one go once nothing else is under way", async () => {
    const done = { pieces: 0 };
    const failed = Promise.reject(new Error("somebody else's"));
    expect(await finishBeside(pieces(3, 0, done), failed)).toBe("finished");
    expect(done.pieces).toBe(3);
  });

  test("goes on while the other waits, and lets it go on in between", async () => {
    const done = { pieces: 0 };
    let turns = 0;
    const other = async (): Promise<number> => {
      for (; turns < 20; turns += 1) await pause(1);
      return done.pieces;
    };
    const under = other();
    expect(await finishBeside(pieces(1_000, 2, done), under)).toBe("finished");
    const doneMeanwhile = await under;
    expect(turns).toBe(20);
    expect(doneMeanwhile).toBeGreaterThan(0);
    expect(doneMeanwhile).toBeLessThan(1_000);
  });

  test("fails with what goes wrong in it", async () => {
    const broken = function* (): Pausing<never> {
      yield;
      throw new Error("no such thing");
    };
    await expect(finishBeside(broken(), pause(1))).rejects.toThrow("no such thing");
  });
});
