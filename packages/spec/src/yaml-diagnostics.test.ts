import { describe, expect, test } from "vitest";
import { complaints } from "../test/specs.ts";

describe("text that is no YAML", () => {
  test.each([
    [
      "indented with a tab",
      "a:\n\tb: 1\n",
      "SPEC_TAB at \\t: YAML does not indent with tabs => Use two spaces for each level.",
    ],
    [
      "with a key twice",
      "a: 1\nb: 2\na: 3\n",
      "SPEC_DUPLICATE_KEY at a: `a` stands here twice, first in line 1 => Keep one of the two.",
    ],
    ["with an open bracket", "a: { b: 1\nc: 2\n", "SPEC_SYNTAX at c: Deficient indentation."],
    [
      "with a colon in bare text",
      "a: say: hello\n",
      "SPEC_SYNTAX at :: Bad indentation of a mapping entry. => Put text that holds `: ` in quotes.",
    ],
    [
      "with text that begins with @",
      "a: @x\n",
      "SPEC_SYNTAX at @: Bad indentation of a mapping entry. => Text cannot begin with `@`: put it in quotes.",
    ],
    [
      "with an alias of nothing",
      "a: *x\n",
      "SPEC_ALIAS at *x: Nothing above is called `&x` => Write the value out, or put it in quotes if the star belongs to it.",
    ],
    [
      "with an alias inside of itself",
      "a: &x [ *x ]\n",
      "SPEC_ALIAS at *x: `*x` stands inside of what it repeats => Write the value out, or put it in quotes if the star belongs to it.",
    ],
    [
      "with a merge key",
      "a: &x { b: 1 }\nc: { <<: *x }\n",
      "SPEC_MERGE_KEY at <<: YAML 1.2 has no merge key `<<` => Write the settings out, or let environments inherit with `from`.",
    ],
    ["with a list for a key", "? [ a ]\n: 1\n", "SPEC_KEY at [ a ]: A key must be text => Write `key: value`."],
    [
      "with a key that poisons objects",
      "__proto__: { a: 1 }\n",
      "SPEC_KEY at __proto__: No setting can be called `__proto__`",
    ],
    [
      "with a key that only references have",
      "spec: { $join: 5 }\n",
      "SPEC_KEY at $join: No setting can be called `$join`",
    ],
    [
      "with a foreign tag",
      "a: !ruby/object x\n",
      "SPEC_TAG at !ruby/object: `!ruby/object` is not a tag that specs have => Leave it out.",
    ],
    ["with a tag that does not fit", "a: !!int x\n", "SPEC_TAG at !!int: `x` is not what its tag `!!int` says"],
  ])("%s", (_, text, expected) => {
    const found = complaints(text).filter((line) => /SPEC_(?:SYNTAX|T|ALIAS|DUP|MERGE|KEY)/.test(line));
    expect(found).toEqual([expected]);
  });
});
