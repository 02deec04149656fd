import { writeFileSync, writeSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Ends the run with the plain line `N passed, N failed, N skipped`, alone and last, for machines that read only that.
 * A file that does not load and an error outside any test count as one failure each, and so does each failed gate of
 * `scripts/check` that ran before. Above it stands why tests were skipped.
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
    const reasons = new Map<string, number>();
    counts.failed += unhandledErrors.length + Number(process.env["CLOUDMAKE_FAILED_GATES"] ?? 0);
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const result = test.result();
        counts[result.state === "pending" ? "skipped" : result.state] += 1;
        if (result.state !== "skipped") continue;
        const reason = result.note ?? `no reason given (${module.relativeModuleId})`;
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
    }
    // Other reporters still write after this hook; at exit nobody does.
    process.once("exit", () => {
      writeSync(1, `${[...skipLines(reasons), closingLine(counts)].join("\n")}\n`);
      // Tells scripts/test that the run got this far.
      const mark = process.env["CLOUDMAKE_CLOSING_MARK"];
      if (mark !== undefined) writeFileSync(mark, "closed");
    });
  }
}

function closingLine({ passed, failed, skipped }: Readonly<Counts>): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function skipLines(reasons: ReadonlyMap<string, number>): readonly string[] {
  return [...reasons].map(([reason, tests]) => `Skipped ${tests} ${tests === 1 ? "test" : "tests"}: ${reason}`);
}
