import { describe, expect, test } from "vitest";
import { setValue } from "./set-value.ts";

const text = `# shop
spec:
  box: { size: cx22,   image: "debian-12" } # small
  list:
    - 1   # one
    - 2
`;

describe("changing one value of a spec", () => {
  test.each([
    ["a bare word", ["spec", "box", "size"], "cx32", text.replace("cx22", "cx32")],
    ["quoted text", ["spec", "box", "image"], "debian-13", text.replace("debian-12", "debian-13")],
    ["text that looks like a number", ["spec", "box", "size"], "12", text.replace("cx22", '"12"')],
    ["text with a comma inside brackets", ["spec", "box", "size"], "a, b", text.replace("cx22", '"a, b"')],
    ["text that looks like a reference", ["spec", "box", "size"], "${x}", text.replace("cx22", '"$${x}"')],
    ["an item of a list", ["spec", "list", 0], 7, text.replace("1   #", "7   #")],
  ])("touches nothing else: %s", (_, path, value, expected) => {
    expect(setValue(text, { document: 0, path, value })).toBe(expected);
  });

  test("can add, replace and remove whole settings, and keeps comments", () => {
    expect(setValue(text, { document: 0, path: ["spec", "box", "tags"], value: ["a"] })).toContain(
      "tags: [ a ] } # small",
    );
    expect(setValue(text, { document: 0, path: ["spec", "list"], value: { a: 1 } })).toContain("# shop");
    expect(setValue(text, { document: 0, path: ["spec", "box"], value: undefined })).not.toContain("cx22");
  });

  test("says no where there is no such place", () => {
    expect(setValue(text, { document: 1, path: ["spec"], value: 1 })).toBeUndefined();
    expect(setValue(text, { document: 0, path: ["spec", "box", "size", "deep"], value: 1 })).toBeUndefined();
    expect(setValue("a: [", { document: 0, path: ["a"], value: 1 })).toBeUndefined();
  });

  test.each([
    ["an environment without settings", "box:\n  environments:\n", ["box", "environments", "prod", "size"]],
    ["an alias", "x: &all { prod: {} }\nbox:\n  environments: *all\n", ["box", "environments", "prod", "size"]],
    ["what an alias repeats", "a: &labels { team: store }\nb: *labels\n", ["a"]],
  ])("says no, and does not fail, where the place is %s", (_, written, path) => {
    expect(setValue(written, { document: 0, path, value: { team: "other" } })).toBeUndefined();
  });

  test("follows a word that others repeat", () => {
    const edit = { document: 0, path: ["a"], value: "cx32" };
    expect(setValue("a: &size cx22\nb: *size\n", edit)).toBe("a: &size cx32\nb: *size\n");
  });

  test("keeps the line ends of Windows", () => {
    const edit = { document: 0, path: ["spec", "box", "tags"], value: ["a"] };
    const edited = setValue(text.replaceAll("\n", "\r\n"), edit);
    expect(edited).toBe(setValue(text, edit)?.replaceAll("\n", "\r\n"));
    expect(edited).toContain("tags: [ a ] } # small\r\n");
  });
});
