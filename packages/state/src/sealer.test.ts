import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSealer } from "./sealer.ts";

const sealer = createSealer({ bytes: new Uint8Array(32).fill(1), source: "a test" });
const other = createSealer({ bytes: new Uint8Array(32).fill(2), source: "another test" });

describe("a sealer", () => {
  test("opens what it sealed, whatever it is", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => sealer.open(sealer.seal(text)) === text));
  });

  test("gives equal secrets equal prints, but never equal seals", () => {
    expect(sealer.print("canary-a")).toEqual(sealer.print("canary-a"));
    expect(sealer.print("canary-a")).not.toEqual(sealer.print("canary-b"));
    expect(sealer.print("canary-a")).not.toEqual(other.print("canary-a"));
    expect(sealer.seal("canary-a").$sealed).not.toBe(sealer.seal("canary-a").$sealed);
    expect(sealer.seal("canary-a").$print).toBe(sealer.print("canary-a").$print);
  });

  test("refuses what another key sealed, or somebody changed", () => {
    const sealed = sealer.seal("canary-a");
    const refusal = { code: "STATE_KEY_WRONG", data: { source: "another test" } };
    expect(() => other.open(sealed)).toThrow(expect.objectContaining(refusal));
    expect(() => sealer.open({ ...sealed, $sealed: `AAAA${sealed.$sealed.slice(4)}` })).toThrow("STATE_KEY_WRONG");
    expect(() => sealer.open({ ...sealed, $sealed: "" })).toThrow("STATE_KEY_WRONG");
  });
});
