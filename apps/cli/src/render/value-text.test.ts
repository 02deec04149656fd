import { expect, test } from "vitest";
import { changeTexts, valueTexts } from "./value-text.ts";

const rule = (port: string) => ({ direction: "in", protocol: "tcp", port, sourceIps: ["0.0.0.0/0", "::/0"] });
const long = "x".repeat(200);

test("short values are compared as they are", () => {
  expect(changeTexts("cx22", "cx32")).toEqual(['"cx22"', '"cx32"']);
  expect(changeTexts(undefined, true)).toEqual(["(none)", "true"]);
});

test("of long lists, only the items are shown that the other one does not have", () => {
  const [before, after] = changeTexts([rule("22"), rule("443")], [rule("22"), rule("8443")]);
  expect(before).toBe('[…, {direction: "in", protocol: "tcp", port: "443", sourceIps: ["0.0.0.0/0", "::/0"]}]');
  expect(after).toBe('[…, {direction: "in", protocol: "tcp", port: "8443", sourceIps: ["0.0.0.0/0", "::/0"]}]');
  expect(changeTexts([rule("22"), rule("443")], [rule("22")])[1]).toBe("[…]");
});

test("of long maps, only the keys are shown that differ, a changed secret among them", () => {
  const [before, after] = changeTexts({ text: long, key: { $print: "a" } }, { text: long, key: { $print: "b" } });
  expect([before, after]).toEqual(["{…, key: [secret]}", "{…, key: [secret]}"]);
});

test("of long text, the part is shown where it begins to differ", () => {
  const [before, after] = changeTexts(`${long}one${long}`, `${long}two${long}`);
  expect(before).toMatch(/^…x{20}onex+…$/);
  expect(after).toMatch(/^…x{20}twox+…$/);
});

test("lists that differ in nothing but their order are shown in their order", () => {
  const [before, after] = changeTexts([long, "a"], ["a", long]);
  expect(before).toMatch(/^\["x/);
  expect(after).toMatch(/^\["a"/);
});

test("a list that is too long for one line is told item by item", () => {
  expect(valueTexts([rule("22"), rule("443")])).toHaveLength(2);
  expect(valueTexts([rule("22")])).toEqual([expect.stringMatching(/^\[{.*}\]$/)]);
  expect(valueTexts(["a", "b"])).toEqual(['["a", "b"]']);
});
