import { definitions } from "@cloudmake/providers";
import { describe, expect, test } from "vitest";
import { confusionLines, confusionOf, mistakeLine } from "../drift-corpus/confusion.ts";
import { gapsIn } from "../drift-corpus/coverage.ts";
import { kinds } from "../drift-corpus/drift-case.ts";
import { runCorpus } from "../drift-corpus/run-corpus.ts";
import { scenarios } from "../drift-corpus/scenarios.ts";
import { longTests } from "../long-tests.ts";

const rounds = longTests ? [1, 2, 3, 4, 5].map((seed) => ({ seed, mixed: 12 })) : [{ seed: 1, mixed: 2 }];

describe("guarantee 6, drift is exact", () => {
  test("the corpus changes every setting that can be read, of every definition, or says why nobody can", () => {
    expect(gapsIn(scenarios, definitions)).toEqual([]);
  });

  test.each(rounds)(
    "every drift of the corpus is reported, and nothing else (replay: scripts/drift-corpus $seed $mixed)",
    async ({ seed, mixed }) => {
      const outcomes = await runCorpus({ scenarios, seed, mixed });
      const { missed, invented, precision, recall } = confusionOf(outcomes);
      expect(missed.map((mistake) => mistakeLine("missed", mistake))).toEqual([]);
      expect(invented.map((mistake) => mistakeLine("invented", mistake))).toEqual([]);
      expect({ precision, recall }).toEqual({ precision: 1, recall: 1 });
      expect(
        kinds.filter((kind) => !outcomes.some((outcome) => outcome.kind === kind)),
        "every kind of drift was tried",
      ).toEqual([]);
      const untold = outcomes.flatMap((one) => one.untold.map((field) => `${one.type}.${field}, ${one.what}`));
      expect([...new Set(untold)], "what can be read and is not set is told to be unset").toEqual([]);
    },
    longTests ? 600_000 : 120_000,
  );

  test("a report that knows nothing, or that cries at everything, is caught by the same measure", async () => {
    const [scenario] = scenarios;
    const outcomes = await runCorpus({ scenarios: scenario === undefined ? [] : [scenario], seed: 1, mixed: 0 });
    const blind = outcomes.map((outcome) => ({ ...outcome, reported: [] }));
    const nervous = outcomes.map((outcome) => ({ ...outcome, reported: ["changed box.labels", ...outcome.expected] }));
    expect(confusionOf(blind)).toMatchObject({ recall: 0 });
    expect(confusionOf(nervous).precision).toBeLessThan(1);
    expect(confusionLines(outcomes).at(-1)).toBe("precision 1.0000  recall 1.0000  1 definitions");
  });
});
