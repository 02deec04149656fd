import { addressOf, ref, stackId } from "@cloudmake/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type YamlData, yamlText } from "./yaml-text.ts";

const printable = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom("\n", "\t", "\r", " ", '"', "'", ":", "#", "-", "\\", "\u0085", "\u2028", "\ufeff"),
      fc.string({ unit: "binary", maxLength: 1 }),
    ),
  })
  .filter((text) => text.isWellFormed());
const words = fc.constantFrom(
  "yes",
  "no",
  "on",
  "null",
  "~",
  "",
  "0644",
  "1e3",
  "1:30",
  "- a",
  "a: b",
  "a #b",
  "|",
  "true ",
  "<<",
  "=",
  "2026-01-01",
  "0x1f",
  "\ttab",
  "  indented\nmore",
  "a\n\n",
  "a\n\nb\n",
);
const scalar = fc.oneof(printable, words, fc.integer(), fc.boolean());
const { tree } = fc.letrec<{ tree: YamlData }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(printable, words), tie("tree"), { maxKeys: 4 }),
  ),
}));

describe("YAML text", () => {
  test.each(["1.1", "1.2"] as const)("is read back to the letter by YAML %s", (version) => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tree, { minKeys: 1, maxKeys: 4 }), (data) => {
        const text = yamlText(data);
        expect(parse(typeof text === "string" ? text : "", { version })).toEqual(structuredClone(data));
      }),
      { numRuns: 300 },
    );
  });

  test("reads like a person wrote it", () => {
    const text = yamlText({
      packages: ["git", "nginx"],
      write_files: [{ path: "/etc/a", content: "one\ntwo\n", permissions: "0644", defer: true }],
      empty: [],
      absent: undefined,
    });
    expect(text).toBe(`packages:
  - git
  - nginx
write_files:
  - path: /etc/a
    content: |
      one
      two
    permissions: "0644"
    defer: true
empty: []
`);
  });

  test("leaves a place, in quotes, for what is known only when applied", () => {
    const host = ref(addressOf(stackId("shop", "dev"), "db", "endpoint"), "host");
    expect(yamlText({ run: [{ $join: ['ping "', host, '"\n'] }] })).toEqual({
      $join: ['run:\n  - "ping \\"', host, '\\"\\n"\n'],
    });
  });
});
