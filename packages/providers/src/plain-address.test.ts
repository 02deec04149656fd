import { expect, test } from "vitest";
import { plainAddress } from "./plain-address.ts";

test.each([
  ["2001:0DB8:0:0::1", "2001:db8:0:0:0:0:0:1"],
  ["2001:db8::1", "2001:db8:0:0:0:0:0:1"],
  ["::", "0:0:0:0:0:0:0:0"],
  ["::/0", "0:0:0:0:0:0:0:0/0"],
  ["2001:db8::/32", "2001:db8:0:0:0:0:0:0/32"],
  ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
])("the IPv6 address %s is %s in full", (text, expected) => {
  expect(plainAddress(text)).toBe(expected);
});

test.each(["192.0.2.1", "10.0.0.0/8", "shop.example.", "1:2:3", "a::b::c", "1:2:3:4:5:6:7:8:9", "x:y", ""])(
  "`%s` is no IPv6 address and stays what it is",
  (text) => {
    expect(plainAddress(text)).toBe(text);
  },
);
