import { writeSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Ends the run with the plain line `N passed, N failed, N skipped`, alone and last, for machines that read only that.
 * A file that does not load and an error outside any test count as one failure each, and so does each failed gate of
 * `scripts/check` that ran before.
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = countOf(modules);
    counts.failed += unhandledErrors.length + Number(process.env["CLOUDMAKE_FAILED_GATES"] ?? 0);
    // Other reporters still write after this hook; at exit nobody does.
    process.once("exit", () => writeSync(1, `${closingLine(counts)}\n`));
  }
}

export function closingLine({ passed, failed, skipped }: Readonly<Counts>): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function countOf(modules: readonly TestModule[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    if (module.errors().length > 0) counts.failed += 1;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      counts[state === "pending" ? "skipped" : state] += 1;
    }
  }
  return counts;
}
