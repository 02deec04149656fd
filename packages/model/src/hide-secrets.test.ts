import fc from "fast-check";
import { expect, test } from "vitest";
import { hideSecrets } from "./hide-secrets.ts";

test.each([
  ["whole", "the key fake-key is wrong", ["fake-key"], "the key [secret] is wrong"],
  ["as JSON spells it", '{"said":"fake\\"key"}', ['fake"key'], '{"said":"[secret]"}'],
  ["as URLs spell it", "at /?key=fake%2Fkey", ["fake/key"], "at /?key=[secret]"],
  ["line by line", "bad line: export KEY=fake-key", ["#!/bin/sh\nexport KEY=fake-key\n"], "bad line: [secret]"],
  ["by its password alone", "fake-word is weak", ["postgres://ada:fake-word@db/main"], "[secret] is weak"],
  ["by its beginning where the text was cut off", "no: fake-ke", ["fake-key-canary"], "no: [secret]"],
  ["by its beginning where the text was shortened", '"a fake-key-ca… here', ["fake-key-canary"], '"a [secret]… here'],
  ["by its end where the text was shortened", '…y-canary", it said', ["fake-key-canary"], '…[secret]", it said'],
  ["by its middle where the text was shortened", "is …key-can…", ["fake-key-canary"], "is …[secret]…"],
  ["not when a shortened text shows little of it", "fake-…, …anary", ["fake-key-canary"], "fake-…, …anary"],
  ["not when it is too short to be one", "a banana", ["a"], "a banana"],
])("hides a secret %s", (_, text, secrets, expected) => {
  expect(hideSecrets(text, secrets, { cutOff: true })).toBe(expected);
});

test("leaves no secret of any kind in any text", () => {
  const secrets = fc.array(fc.string({ minLength: 4, unit: "grapheme" }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(secrets, fc.string(), fc.string(), fc.nat(3), (all, before, after, index) => {
      const secret = all[index % all.length] ?? "";
      const clean = hideSecrets(`${before}${secret}${after}`, all);
      expect(clean.replaceAll("[secret]", "\u0000")).not.toContain(secret);
    }),
  );
});
