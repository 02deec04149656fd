import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { componentTypes } from "../test/component-types.ts";
import { project, specs } from "../test/specs.ts";
import { plain, renderDiagnostic } from "./diagnostic/render-diagnostic.ts";
import { limits } from "./limits.ts";
import { loadSpecs } from "./load-specs.ts";

/** Pieces of YAML, right and wrong, that random texts are put together from. */
const pieces = (
  "a|b|:|: |\n|\n  |\n    |- |{|}|[|]|, |'|\"|&x |*x|${|}|${a.b}|$${|#|\t|---\n|...\n|!!str |? |<<: |é|😀|\r\n|\u2028|~|yes|0644|" +
  "type: kv|environments: |components: |metadata: |name: |in: |null|%YAML 1.2\n|\\|@|`|=|>\n"
).split("|");
const piece = fc.constantFrom("|\n", ...pieces);
const scraps = fc.array(piece, { maxLength: 60 }).map((parts) => parts.join(""));
const texts = fc.oneof(
  scraps,
  fc.string({ unit: "binary", maxLength: 200 }),
  scraps.map((body) => project(body)),
);

describe("whatever the text", () => {
  test("loading gives diagnostics inside of the file, and never throws", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { diagnostics } = loadSpecs(specs(text), componentTypes);
        const bytes = Buffer.byteLength(text);
        expect(diagnostics.length).toBeLessThanOrEqual(limits.diagnostics);
        for (const { range } of diagnostics) {
          expect(range?.start.byte).toBeGreaterThanOrEqual(0);
          expect(range?.end.byte).toBeGreaterThanOrEqual(range?.start.byte ?? 0);
          expect(range?.end.byte).toBeLessThanOrEqual(bytes);
          expect(range?.start.line).toBeLessThanOrEqual(text.split(/\r\n?|\n/).length);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test("a rendered diagnostic steers no terminal and points below its line", () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const diagnostic of loadSpecs(specs(text), componentTypes).diagnostics) {
          const rendered = renderDiagnostic(diagnostic, plain);
          expect(rendered.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
          expect(rendered.split("\n")[0]).toMatch(/^shop\.yaml:\d+:\d+ SPEC_[A-Z_]+ ./);
        }
      }),
      { numRuns: 500 },
    );
  });
});
