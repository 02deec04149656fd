import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { longTests } from "../long-tests.ts";
import { operations, spec, specFile } from "./kill-operations.ts";
import type { KillPoint, KillStand, Victim } from "./kill-stand.ts";
import { pictureOf } from "./picture-of.ts";
import { StandPool } from "./stand-pool.ts";

const victims: readonly Victim[] = ["the CLI", "Pulumi", "both"];
const moments = ["before mutation", "after mutation", "during mutation"] as const;
/** More than any operation here asks of the clouds: points beyond its last mutation kill nothing. */
const mostMutations = 24;
/** How long a slow cloud goes on with a lost call: longer than the next run takes to start, shorter than it waits. */
const slowMs = 1_000;
/** Of each operation; the whole matrix has some hundred cases and takes hours: other seeds take other cases. */
const casesWhenLong = 10;
/** Stands at work side by side: each keeps one core busy. */
const standsWhenLong = 2;
const seed = Number(process.env["CLOUDMAKE_SEED"] ?? 20_261);

/** Everything that can be cut, for one operation of so many mutations. */
function pointsOf(mutations: number, random: () => number): readonly KillPoint[] {
  const numbers = Array.from({ length: Math.min(mutations, mostMutations) }, (_, index) => index + 1);
  const cuts = numbers.flatMap((number) => [
    ...moments.map((at): KillPoint => ({ at, number })),
    { at: "slow mutation" as const, number, ms: slowMs },
  ]);
  const start: KillPoint = { at: "engine start", ms: Math.floor(random() * 400) };
  const end: KillPoint = { at: "last answer", ms: Math.floor(random() * 120), of: mutations };
  return mutations === 0 ? [start, { ...start, ms: 0 }] : [...cuts, start, end];
}

describe("guarantee 2: after any kill the same command brings the clouds to the same end", () => {
  const stands = new StandPool(longTests ? standsWhenLong : 1);
  beforeAll(() => stands.open(), 300_000);
  afterAll(() => stands.close());

  const options = { concurrent: longTests, timeout: longTests ? 3_600_000 : 120_000 };
  test.each(operations)("$name", options, (operation) =>
    stands.use(async ({ stand, bases }) => {
      const random = seeded(seed);
      await stand.restore(operation.from);
      const id = await operation.prepare(stand.story);
      stand.save("prepared");
      const whole = await stand.uninterrupted(operation.command(id));
      expect(whole.ended, whole.ended.stderr).toMatchObject({ exit: 0 });
      const end = pictureOf(stand.story.sandbox);

      const cuts = victims.flatMap((victim) => pointsOf(whole.mutations, random).map((point) => ({ victim, point })));
      const ways = operation.revert === undefined ? (["again"] as const) : (["again", "reverted"] as const);
      const matrix = cuts.flatMap((cut) => ways.map((way) => ({ ...cut, way })));
      for (const { victim, point, way } of pick(matrix, longTests ? casesWhenLong : 1, random)) {
        const what = `${operation.name}: ${victim} killed ${JSON.stringify(point)}, ${way} (CLOUDMAKE_SEED=${seed})`;
        await stand.restore("prepared");
        await stand.killed(operation.command(id), victim, point);
        if (way === "reverted") stand.story.write(specFile, spec);
        const command = way === "reverted" ? (operation.revert ?? []) : operation.command(id);
        const said = await settledAfter(stand, command, what);
        const expected = way === "reverted" ? bases.get(operation.from) : end;
        expect(pictureOf(stand.story.sandbox), `${what}\n${said}`).toEqual(expected);
      }
    }),
  );
});

/** The next run comes to its end, and leaves nothing to do for the one after it. */
async function settledAfter(stand: KillStand, command: readonly string[], what: string): Promise<string> {
  const again = await stand.uninterrupted(command);
  expect(again.ended, `${what}\n${again.ended.stderr}`).toMatchObject({ exit: 0 });
  await stand.story.sandbox.idle();
  const third = await stand.uninterrupted(command);
  expect(third.ended, `${what}\n${third.ended.stderr}`).toMatchObject({ exit: 0 });
  expect(third.mutations, `${what}\n${third.ended.stderr}`).toBe(0);
  return again.ended.stderr;
}

function pick<T>(all: readonly T[], count: number, random: () => number): readonly T[] {
  return Array.from({ length: count }, () => all[Math.floor(random() * all.length)]).flatMap((one) => one ?? []);
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function seeded(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
