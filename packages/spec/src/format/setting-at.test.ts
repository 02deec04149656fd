import { describe, expect, test } from "vitest";
import { SourceFile } from "../yaml/source-file.ts";
import { settingAt } from "./setting-at.ts";

const text = `# shop
name: first
---
spec:
  box: { size: cx22, ports: [ 80, 443 ] } # small
  labels:
    team: store
`;

function at(words: string) {
  const start = text.indexOf(words);
  return settingAt(text, new SourceFile("", text).placeOf({ start, end: start + words.length }).range);
}

describe("the setting at a place", () => {
  test.each([
    ["a word", "cx22", { document: 1, path: ["spec", "box", "size"], value: "cx22" }],
    ["an item of a list", "443", { document: 1, path: ["spec", "box", "ports", 1], value: 443 }],
    ["a whole list", "[ 80, 443 ]", { document: 1, path: ["spec", "box", "ports"], value: [80, 443] }],
    ["a block, by its key", "labels", { document: 1, path: ["spec", "labels"], value: { team: "store" } }],
    ["another document", "first", { document: 0, path: ["name"], value: "first" }],
  ])("%s", (_, words, expected) => {
    expect(at(words)).toEqual(expected);
  });

  test("is none where no setting stands", () => {
    expect(at("# small")).toBeUndefined();
    expect(at("cx2")).toBeUndefined();
  });
});
