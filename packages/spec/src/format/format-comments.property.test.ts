import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { project } from "../../test/specs.ts";
import { commentsIn } from "./comments-in.ts";
import { formatSpec } from "./format-spec.ts";
import { haveSameMeaning } from "./same-meaning.ts";

/** A value as it is written, line by line; the first line stands behind its key or dash. */
interface Written {
  /** Begins on the line of its key or dash. */
  readonly inline: boolean;
  readonly lines: readonly string[];
}

const comment = fc.constantFrom("# one", "#two", "# a: b", "# - x", '# "', "#", "# [");
const maybeComment = fc.option(comment, { nil: undefined });
const above = fc.array(comment, { maxLength: 2 });
const scalar = fc.constantFrom(
  "text",
  "two words",
  '"# no comment"',
  "'it''s'",
  "1",
  "null",
  "a#b",
  "[ a, b ]",
  "{ a: 1 }",
);
const blockText = fc.constantFrom(["|", "  # no comment", "  text"], [">-", "  folded", "  # neither"]);
const properties = fc.constantFrom("", "", "&anchor", "!!str", "&anchor !!str");

const { value } = fc.letrec<{ value: Written; map: Written; list: Written }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.record({ text: scalar, later: fc.boolean() }).map(({ text, later }) => ({ inline: !later, lines: [text] })),
    blockText.map((lines) => ({ inline: true, lines })),
    tie("map"),
    tie("list"),
  ),
  map: fc
    .uniqueArray(
      fc.record({
        key: fc.constantFrom("a", "b", '"c d"', "kind", "spec"),
        above,
        properties,
        behind: maybeComment,
        value: tie("value"),
        end: maybeComment,
      }),
      { selector: ({ key }) => key, minLength: 1, maxLength: 3 },
    )
    .map((entries) => ({ inline: false, lines: entries.flatMap((entry) => written(`${entry.key}:`, entry)) })),
  list: fc
    .array(fc.record({ above, properties, behind: maybeComment, value: tie("value"), end: maybeComment }), {
      minLength: 1,
      maxLength: 3,
    })
    .map((items) => ({ inline: false, lines: items.flatMap((item) => written("-", item)) })),
}));

interface Entry {
  readonly above: readonly string[];
  readonly properties: string;
  readonly behind: string | undefined;
  readonly value: Written;
  readonly end: string | undefined;
}

/** A key or a dash, and what belongs to it. */
function written(head: string, entry: Entry): readonly string[] {
  const { inline, lines } = entry.value;
  const isText = lines.length === 1;
  const tagged = isText ? entry.properties : entry.properties.replace("!!str", "");
  const [first = "", ...rest] = lines;
  const last = isText ? [entry.end] : [];
  if (inline) return [...entry.above, words(head, tagged, first, ...last), ...rest.map((line) => `  ${line}`)];
  const start = words(head, tagged, entry.behind);
  const body = isText ? [words(first, ...last)] : lines;
  return [...entry.above, start, ...body.map((line) => `  ${line}`)];
}

function words(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}

/** Keys with the comment on their line. */
function behindKeys(text: string): readonly string[] {
  const found = text.matchAll(/^[ -]*("c d"|\w+):(?: .*)? (#.*)$/gm);
  return [...found].map(([, key = "", behind = ""]) => `${key} ${behind}`);
}

const texts = value.filter(({ inline }) => !inline).map(({ lines }) => `${lines.join("\n")}\n`);

describe("formatting a text with comments", () => {
  test.each([
    ["of its own", texts],
    ["in a spec", texts.map((text) => project(text))],
  ])("keeps every comment and what is said, and is done after once: a text %s", (_, given) => {
    let formattedTexts = 0;
    fc.assert(
      fc.property(given, (text) => {
        const result = formatSpec(text);
        if ("diagnostics" in result) return;
        if (result.changed) formattedTexts += 1;
        expect(haveSameMeaning(text, result.text)).toBe(true);
        expect(commentsIn(result.text)).toEqual(commentsIn(text));
        expect(behindKeys(result.text)).toEqual(expect.arrayContaining([...behindKeys(text)]));
        expect(formatSpec(result.text)).toEqual({ text: result.text, changed: false });
      }),
      { numRuns: 600 },
    );
    expect(formattedTexts).toBeGreaterThan(100);
  });

  test("leaves comments between a key and its text, an alias or an anchored map on the key's line", () => {
    const text = `a: # why
  text # what
b: # who
  # and when
  "quoted"
c: &anchor # where
  d: 1
e: &other # from
  text
f: # see
  *other
`;
    const result = formatSpec(text);
    expect("text" in result && result.text).toBe(`a: # why
  text # what
b: # who
  # and when
  "quoted"
c: # where
  &anchor
  d: 1
e: # from
  &other text
f: # see
  *other
`);
  });
});
