import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withCodeOf } from "./code-cache.ts";

const code = fc.uint8Array({ maxLength: 40 });
const modules = fc.dictionary(fc.stringMatching(/^[a-z_/]{1,20}$/), code, { minKeys: 40, maxKeys: 60 });
const before = fc.uint8Array({ maxLength: 300 });

describe("a startup snapshot", () => {
  test("keeps the code of the modules that are wanted, and all that stands before it", () => {
    fc.assert(
      fc.property(before, modules, (heap, codes) => {
        const names = Object.keys(codes);
        const wanted = names.filter((_, index) => index % 3 === 0);
        const left = Object.fromEntries(wanted.map((name) => [name, codes[name] ?? new Uint8Array()]));
        expect(withCodeOf(snapshotOf(heap, codes), (name) => wanted.includes(name))).toEqual(snapshotOf(heap, left));
      }),
    );
  });

  test("of another shape is left alone", () => {
    fc.assert(
      fc.property(before, modules, fc.uint8Array({ minLength: 1, maxLength: 9 }), (heap, codes, more) => {
        expect(withCodeOf(Buffer.concat([snapshotOf(heap, codes), more]), () => false)).toBeUndefined();
      }),
    );
  });
});

function snapshotOf(heap: Uint8Array, codes: Readonly<Record<string, Uint8Array>>): Buffer {
  const entries = Object.entries(codes);
  const parts = entries.flatMap(([name, bytes]) => [word(name.length), Buffer.from(name), word(bytes.length), bytes]);
  return Buffer.concat([heap, word(entries.length), ...parts]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
