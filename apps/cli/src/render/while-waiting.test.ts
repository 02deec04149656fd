import { setTimeout as timer } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { whileWaiting } from "./while-waiting.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] }));
afterEach(() => void vi.useRealTimers());

const paint = (_: string, text: string): string => text;

async function seen(live: boolean, waitMs: number): Promise<readonly (readonly string[])[]> {
  const drawn: (readonly string[])[] = [];
  const work = Promise.withResolvers<string>();
  const terminal = { live, paint, redraw: (lines: readonly string[]) => void drawn.push(lines) };
  const waiting = whileWaiting(terminal, "looking at the clouds", work.promise);
  vi.advanceTimersByTime(waitMs);
  work.resolve("seen");
  await timer(0);
  expect(await waiting).toBe("seen");
  return drawn;
}

test("a wait of more than a second is told on a terminal, and wiped away in the end", async () => {
  const drawn = await seen(true, 1_250);
  expect(drawn.at(-2)?.[0]).toMatch(/^. looking at the clouds 1\.2 s$/);
  expect(drawn.at(-1)).toEqual([]);
});

test("a short wait is not worth a word", async () => {
  expect(await seen(true, 900)).toEqual([[]]);
});

test("nothing is drawn where nobody looks", async () => {
  expect(await seen(false, 5_000)).toEqual([]);
});
