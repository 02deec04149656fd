import { parseArgs } from "node:util";
import type { Benchmark, Result, Skipped } from "./measure/benchmark.ts";
import { machine } from "./measure/machine.ts";
import { resultTable } from "./measure/result-table.ts";
import { runBenchmark } from "./measure/run-benchmark.ts";
import { affected } from "./named/affected.ts";
import { apply } from "./named/apply.ts";
import { createLinear, createMany, createStacks } from "./named/create.ts";
import { planManyStacks } from "./named/plan-many-stacks.ts";
import { planMemory, planOneStack } from "./named/plan-one-stack.ts";
import { planWithoutChanges } from "./named/plan-without-changes.ts";
import { validate } from "./named/validate.ts";

const usage = `scripts/bench: CloudMake beside what users know, both sides in turn in one run, medians.

  --only <word>    only benchmarks whose name contains the word
  --runs <n>       pairs per benchmark (default 9, at least 5)
  --json           {"results": [...], "skipped": [...], "machine": {...}} on stdout
  --strict         exit 1 when a budget is exceeded`;

const fewestRuns = 5;
const benchmarks: readonly Benchmark[] = [
  validate,
  planWithoutChanges,
  planOneStack,
  planMemory,
  planManyStacks,
  affected,
  apply,
  createMany,
  createLinear,
  createStacks,
];

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    runs: { type: "string", default: "9" },
    json: { type: "boolean", default: false },
    strict: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

const runs = Number(values.runs);
if (values.help) console.log(usage);
else if (!Number.isInteger(runs) || runs < fewestRuns) {
  console.error(`--runs wants a whole number of at least ${fewestRuns}`);
  process.exitCode = 64;
} else await runAll(benchmarks.filter(({ name }) => name.includes(values.only)));

async function runAll(chosen: readonly Benchmark[]): Promise<void> {
  const outcomes: (Result | Skipped)[] = [];
  for (const benchmark of chosen) {
    console.error(`${benchmark.name} ...`);
    outcomes.push(await runBenchmark(benchmark, runs));
  }
  const results = outcomes.filter((outcome): outcome is Result => !("skipped" in outcome));
  const skipped = outcomes.filter((outcome): outcome is Skipped => "skipped" in outcome);
  console.log(
    values.json ? JSON.stringify({ results, skipped, machine: machine() }, undefined, 2) : resultTable(outcomes),
  );
  if (values.strict && results.some(({ within }) => !within)) process.exitCode = 1;
}
