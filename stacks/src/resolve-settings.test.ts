import { addressOf, type ComponentRef, ref, stackId, type Value } from "@cloudmake/model";
import { describe, expect, test } from "vitest";
import { componentRefsIn, joined, resolveSettings } from "./resolve-settings.ts";

const stack = stackId("shop", "dev");
const host: ComponentRef = { $from: { stack, component: "db", output: "host" } };
const address = ref(addressOf(stack, "db", "endpoint"), "host");
const secret = { $secret: "TOKEN" };

describe("settings", () => {
  test("give every reference in them, also those inside text", () => {
    expect(componentRefsIn({ a: [host], b: { $join: ["x", host] }, c: secret, d: 1 })).toEqual([host, host]);
  });

  test("get an output in place of a reference, and keep everything else", () => {
    const settings = { a: host, b: [1, true, "text", { c: host }], d: secret };
    expect(resolveSettings(settings, () => address)).toEqual({
      a: address,
      b: [1, true, "text", { c: address }],
      d: secret,
    });
  });

  test.each<[string, Value, unknown]>([
    ["is text when all its parts are known", "db.example", "host=db.example;"],
    ["counts a number as text", 5432, "host=5432;"],
    ["keeps what is not known yet", address, { $join: ["host=", address, ";"] }],
    ["takes in text that was put together before", { $join: ["a", address] }, { $join: ["host=a", address, ";"] }],
  ])("text put together %s", (_, output, expected) => {
    const settings = { $join: ["host=", host, ";"] };
    expect(resolveSettings(settings, () => output)).toEqual(expected);
  });
});

test("nothing put together is empty text, and one unknown stays unknown text", () => {
  expect(joined([])).toBe("");
  expect(joined([address])).toEqual({ $join: [address] });
});
