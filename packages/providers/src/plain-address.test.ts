import fc from "fast-check";
import { expect, test } from "vitest";
import { plainAddress } from "./plain-address.ts";

test.each([
  ["2001:0DB8:0:0::1", "2001:db8::1"],
  ["0:0:0:0:0:0:0:0", "::"],
  ["::/0", "::/0"],
  ["2001:db8:0:0:0:0:0:0/32", "2001:db8::/32"],
  ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
  ["::FFFF:1.2.3.4", "::ffff:102:304"],
  ["64:ff9b::192.0.2.1/128", "64:ff9b::c000:201/128"],
])("the IPv6 address %s is plainly %s", (text, expected) => {
  expect(plainAddress(text)).toBe(expected);
});

test.each([
  "192.0.2.1",
  "10.0.0.0/8",
  "shop.example.",
  "1:2:3",
  "a::b::c",
  "1:2:3:4:5:6:7:8:9",
  "x:y",
  "::ffff:1.2.3",
  "::ffff:1.2.3.400",
  "fe80::1%eth0",
  "",
])("`%s` is no IPv6 address and stays what it is", (text) => {
  expect(plainAddress(text)).toBe(text);
});

/** Eight groups; zeros often, so that there is something to leave out. */
const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 });

/** One of the ways to write an address down. */
const spelling = fc.record({
  digits: fc.integer({ min: 1, max: 4 }),
  capitals: fc.boolean(),
  asIpv4: fc.boolean(),
  from: fc.nat(7),
  length: fc.integer({ min: 0, max: 8 }),
});
type Spelling = typeof spelling extends fc.Arbitrary<infer T> ? T : never;

function spelt(address: readonly number[], { digits, capitals, asIpv4, from, length }: Spelling): string {
  const texts = address.map((group) => group.toString(16).padStart(digits, "0"));
  const tail = address.slice(6).flatMap((group) => [group >> 8, group & 0xff]);
  if (asIpv4) texts.splice(6, 2, tail.join("."));
  const left = address.slice(from, from + length).length;
  const omitted = left > 0 && from + left <= (asIpv4 ? 6 : 8) && address.slice(from, from + left).every((n) => n === 0);
  const parts = [texts.slice(0, from), texts.slice(from + left)];
  const text = omitted ? parts.map((part) => part.join(":")).join("::") : texts.join(":");
  return capitals ? text.toUpperCase() : text;
}

test("all spellings of one address are the same", () => {
  fc.assert(
    fc.property(groups, spelling, spelling, (address, one, other) => {
      expect(plainAddress(spelt(address, one))).toBe(plainAddress(spelt(address, other)));
    }),
    { numRuns: 1_000 },
  );
});

test("different addresses are different, however they are written", () => {
  fc.assert(
    fc.property(groups, spelling, fc.nat(7), fc.integer({ min: 0, max: 0xffff }), spelling, (a, as, at, group, bs) => {
      fc.pre(a[at] !== group);
      expect(plainAddress(spelt(a, as))).not.toBe(plainAddress(spelt(a.with(at, group), bs)));
    }),
    { numRuns: 1_000 },
  );
});
