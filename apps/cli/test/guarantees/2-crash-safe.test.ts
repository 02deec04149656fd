import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { longTests } from "../long-tests.ts";
import { type Operation, operations, spec, specFile } from "./kill-operations.ts";
import { type KillPoint, KillStand, type Victim } from "./kill-stand.ts";
import { pictureOf } from "./picture-of.ts";

const victims: readonly Victim[] = ["the CLI", "Pulumi", "both"];
const moments = ["before mutation", "after mutation", "during mutation"] as const;
/** More than any operation here asks of the clouds: points beyond its last mutation kill nothing. */
const mostMutations = 12;
/** Of each operation; the whole matrix has some hundred cases and takes hours: other seeds take other cases. */
const casesWhenLong = 10;
const seed = Number(process.env["CLOUDMAKE_SEED"] ?? 20_261);

/** Everything that can be cut, for one operation of so many mutations. */
function pointsOf(mutations: number, random: () => number): readonly KillPoint[] {
  const numbers = Array.from({ length: Math.min(mutations, mostMutations) }, (_, index) => index + 1);
  const cuts = numbers.flatMap((number) => moments.map((at): KillPoint => ({ at, number })));
  const start: KillPoint = { at: "engine start", ms: Math.floor(random() * 400) };
  const end: KillPoint = { at: "last answer", ms: Math.floor(random() * 120), of: mutations };
  return mutations === 0 ? [start, { ...start, ms: 0 }] : [...cuts, start, end];
}

describe("guarantee 2: after any kill the same command brings the clouds to the same end", () => {
  let stand: KillStand;
  const bases = new Map<Operation["from"], unknown>();

  beforeAll(async () => {
    stand = await KillStand.open();
    stand.story.write(specFile, spec);
    await stand.uninterrupted(["plan", specFile]); // a cloud may set itself up when it is first asked
    stand.save("nothing");
    bases.set("nothing", pictureOf(stand.story.sandbox));
    const { ended } = await stand.uninterrupted(["apply", "--yes", specFile]);
    if (ended.exit !== 0) throw new Error(ended.stderr);
    stand.save("applied");
    bases.set("applied", pictureOf(stand.story.sandbox));
  });
  afterAll(() => stand.close());

  async function settledAfter(command: readonly string[]): Promise<void> {
    const again = await stand.uninterrupted(command);
    expect(again.ended, again.ended.stderr).toMatchObject({ exit: 0 });
    const third = await stand.uninterrupted(command);
    expect(third.ended, third.ended.stderr).toMatchObject({ exit: 0 });
    expect(third.mutations, third.ended.stderr).toBe(0);
  }

  test.each(operations)("$name", { timeout: longTests ? 1_800_000 : 120_000 }, async (operation) => {
    const random = seeded(seed);
    stand.restore(operation.from);
    const id = await operation.prepare(stand.story);
    stand.save("prepared");
    const whole = await stand.uninterrupted(operation.command(id));
    expect(whole.ended, whole.ended.stderr).toMatchObject({ exit: 0 });
    const end = pictureOf(stand.story.sandbox);

    const cuts = victims.flatMap((victim) => pointsOf(whole.mutations, random).map((point) => ({ victim, point })));
    const ways = operation.revert === undefined ? (["again"] as const) : (["again", "reverted"] as const);
    const matrix = cuts.flatMap((cut) => ways.map((way) => ({ ...cut, way })));
    for (const { victim, point, way } of pick(matrix, longTests ? casesWhenLong : 1, random)) {
      stand.restore("prepared");
      await stand.killed(operation.command(id), victim, point);
      if (way === "reverted") stand.story.write(specFile, spec);
      const command = way === "reverted" ? (operation.revert ?? []) : operation.command(id);
      await settledAfter(command);
      const expected = way === "reverted" ? bases.get(operation.from) : end;
      const what = `${operation.name}: ${victim} killed ${JSON.stringify(point)}, ${way} (CLOUDMAKE_SEED=${seed})`;
      expect(pictureOf(stand.story.sandbox), what).toEqual(expected);
    }
  });
});

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
