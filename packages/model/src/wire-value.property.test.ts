import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  concealWire,
  hasSecretOnWire,
  hasUnknownOnWire,
  isUnknown,
  revealWire,
  secretOnWire,
  secretTexts,
  unknownOnWire,
  wireLike,
  wireOf,
  type WireValue,
} from "./wire-value.ts";

const scalar = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
const key = fc.string().filter((name) => !name.startsWith("$") && name !== "__proto__");
const { plain } = fc.letrec<{ plain: WireValue }>((tie) => ({
  plain: fc.oneof({ depthSize: "small" }, scalar, fc.array(tie("plain")), fc.dictionary(key, tie("plain"))),
}));
const { wire } = fc.letrec<{ wire: WireValue }>((tie) => ({
  wire: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.constant(unknownOnWire),
    fc.constant("canary").map(secretOnWire),
    fc.array(tie("wire")),
    fc.dictionary(key, tie("wire")),
    tie("wire").map(secretOnWire),
  ),
}));

describe("a value on the wire", () => {
  test("comes back as it was sent", () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(revealWire(wireOf(value))).toEqual(revealWire(value));
      }),
    );
  });

  test("is secret again wherever it was secret before", () => {
    fc.assert(
      fc.property(wire, (value) => {
        expect(secretTexts(wireLike(revealWire(value), value))).toEqual(secretTexts(value));
      }),
    );
  });

  test("is never in clear where it was secret", () => {
    fc.assert(
      fc.property(wire, (value) => {
        const hidden = concealWire(wireLike(revealWire(value), value), () => "[secret]");
        expect(JSON.stringify(hidden)).not.toContain("canary");
      }),
    );
  });

  test("is secret as a whole where its shape changed and a part was secret", () => {
    fc.assert(
      fc.property(wire.filter(hasSecretOnWire), (like) => {
        expect(concealWire(wireLike("canary", like), () => "[secret]")).toBe("[secret]");
      }),
    );
  });

  test("is unknown on one side exactly when it is on the other", () => {
    fc.assert(
      fc.property(wire, (value) => {
        const revealed = revealWire(value);
        expect(hasUnknownOnWire(wireOf(revealed))).toBe(hasUnknownOnWire(value));
      }),
    );
    expect(isUnknown(revealWire(unknownOnWire))).toBe(true);
  });
});
