import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { project } from "../../test/specs.ts";
import { starterSpec } from "../starter-spec.ts";
import { commentsIn } from "./comments-in.ts";
import { formatSpec } from "./format-spec.ts";
import { haveSameMeaning } from "./same-meaning.ts";

function formatted(text: string): string {
  const result = formatSpec(text);
  if ("diagnostics" in result) throw new Error(result.diagnostics[0]?.summary);
  return result.text;
}

describe("formatting", () => {
  test("orders the envelope, indents by two and keeps every comment", async () => {
    const text = `# What the shop runs.

# Ask the store team before a change.
kind: Project
apiVersion:   cloudmake.dev/v1
spec:
    components:
        # the box
        box:   { type: server,   size: cx22 }   # small

        cache:
            type: kv
            list:
            - "a"
            - b
            script: |
                echo hi
                  echo there
    # all of them
    environments:
        dev:
        prod: {protect: true}
metadata: {name: shop}
---
# somebody's machine
apiVersion: cloudmake.dev/v1
kind: Workspace
metadata: { name: ada }
spec: { provider: digitalocean, size: s-2vcpu-4gb, region: ams3, image: debian-12, idle: { stopAfter: 30m } }
`;
    await expect(formatted(text)).toMatchFileSnapshot("./format-spec.golden.yaml");
  });

  test("leaves a comment behind the key that it is about", () => {
    const text = `# all of it
spec: # what there is
  environments:
    prod: # nothing is deleted here
      # and two people look at it
      protect: true
    dev: # everything goes
    list: # the office
      - a # one
      # two
      - b
    "quoted": # text
      a: 1
    # above
    flow: { a: 1 } # behind
`;
    expect(formatted(text)).toBe(text);
    expect(formatted(text.replaceAll(": #", ":    #"))).toBe(text);
  });

  test("breaks long brackets into lines and leaves long text alone", () => {
    const long = `a: "${"word ".repeat(40)}"\n`;
    expect(formatted(long)).toBe(long);
    expect(formatted(`a: [ ${"word, ".repeat(40)}]\n`).split("\n")[1]).toBe("  - word");
  });

  test("leaves text that is no YAML alone and says where it is wrong", () => {
    expect(formatSpec("a:\n\t- b\n")).toMatchObject({ diagnostics: [{ code: "SPEC_TAB" }] });
  });

  test("has nothing to do on what `init` writes", () => {
    for (const kind of ["Project", "Workspace"] as const) {
      expect(formatSpec(starterSpec("demo", { kind }))).toMatchObject({ changed: false });
    }
  });
});

const word = fc.constantFrom(
  "a",
  "yes",
  "0644",
  "1.5",
  "~",
  "",
  "# no",
  "a: b",
  "- x",
  "x\ny",
  " s ",
  "é😀",
  "${a.b}",
  "null",
  "'",
  '"',
);
const json = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, word, fc.integer(), fc.boolean(), fc.constant(null), tie("list"), tie("map")),
  list: fc.array(tie("value"), { maxLength: 3 }),
  map: fc.dictionary(fc.constantFrom("a", "b", "kind", "spec", "a b", "1", "long key of several words"), tie("value"), {
    maxKeys: 3,
  }),
})).map;

const scrap = fc.constantFrom(
  "a",
  "b: ",
  "\n",
  "\n  ",
  "- ",
  "{ ",
  " }",
  "[ ",
  " ]",
  ", ",
  "'",
  '"',
  "|\n",
  ">\n",
  "# c\n",
  "&x ",
  "*x",
  "---\n",
  "~",
);

describe("whatever the text, formatting", () => {
  test.each([
    ["JSON", json.map((value) => JSON.stringify({ value }, undefined, 1))],
    ["JSON inside of a spec", json.map((value) => project(`a: ${JSON.stringify(value)}`))],
    ["scraps of YAML", fc.array(scrap, { maxLength: 25 }).map((pieces) => pieces.join(""))],
  ])("keeps what %s means, and is done after once", (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const result = formatSpec(text);
        if ("diagnostics" in result) return;
        expect(haveSameMeaning(text, result.text)).toBe(true);
        expect(commentsIn(result.text)).toEqual(commentsIn(text));
        expect(formatSpec(result.text)).toEqual({ text: result.text, changed: false });
      }),
      { numRuns: 400 },
    );
  });
});
