import { describe, expect, test } from "vitest";
import { Places } from "./places.ts";

const soon = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe("places", () => {
  test("are taken in the order in which they were asked for, so many at a time", async () => {
    const places = new Places(2);
    const log: string[] = [];
    const work = async (name: string, until: Promise<void>): Promise<void> => {
      const leave = await places.take();
      log.push(`${name} begins`);
      await until;
      log.push(`${name} ends`);
      leave();
    };
    const slow = Promise.withResolvers<void>();
    const all = [work("a", slow.promise), work("b", soon()), work("c", soon()), work("d", soon())];
    await Promise.all(all.slice(1));
    slow.resolve();
    await all[0];
    expect(log).toEqual(["a begins", "b begins", "b ends", "c begins", "c ends", "d begins", "d ends", "a ends"]);
  });

  test("given back twice are one place all the same", async () => {
    const places = new Places(1);
    const leave = await places.take();
    leave();
    leave();
    const next = await places.take();
    let second = false;
    void places.take().then(() => (second = true));
    await soon();
    expect(second).toBe(false);
    next();
    await soon();
    expect(second).toBe(true);
  });
});
