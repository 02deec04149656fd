import { parseArgs } from "node:util";
import type { Benchmark, Outcome } from "./measure/benchmark.ts";
import { chooseBenchmarks } from "./measure/choose-benchmarks.ts";
import { machine } from "./measure/machine.ts";
import { resultTable } from "./measure/result-table.ts";
import { runBenchmark } from "./measure/run-benchmark.ts";
import { affected } from "./named/affected.ts";
import { applyMemory } from "./named/apply-memory.ts";
import { apply, applyOverClouds, applyOverRealClouds } from "./named/apply.ts";
import { createLinear, createMany, createStacks } from "./named/create.ts";
import { driftCalls, driftShare } from "./named/drift.ts";
import { planManyStacks } from "./named/plan-many-stacks.ts";
import { planMemory, planOneStack } from "./named/plan-one-stack.ts";
import { planWithoutChanges } from "./named/plan-without-changes.ts";
import { serverHeap } from "./named/server-heap.ts";
import { compileMany, validateMany } from "./named/validate-many.ts";
import { validate } from "./named/validate.ts";

const usage = `scripts/bench: CloudMake beside what users know, both sides in turn in one run, medians.

  --only <word>    only benchmarks whose name contains the word; may be given several times
  --list           their names, and nothing is measured
  --long           also those that take minutes; --only takes them without it
  --runs <n>       pairs per benchmark (default 9, at least 5; the slow ones make fewer)
  --json           {"results": [...], "skipped": [...], "failed": [...], "machine": {...}} on stdout
  --strict         exit 1 when a budget is exceeded

Exit codes: 0 measured, 1 a benchmark failed (or a budget, with --strict), 64 usage, 130 stopped.`;

const fewestRuns = 5;
const exitCodes = { failed: 1, usage: 64, stopped: 130 } as const;
const benchmarks: readonly Benchmark[] = [
  validate,
  validateMany,
  compileMany,
  planWithoutChanges,
  planOneStack,
  planMemory,
  planManyStacks,
  affected,
  apply,
  applyOverClouds,
  applyOverRealClouds,
  applyMemory,
  driftCalls,
  driftShare,
  createMany,
  createLinear,
  createStacks,
  serverHeap,
];

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    list: { type: "boolean", default: false },
    long: { type: "boolean", default: false },
    runs: { type: "string", default: "9" },
    json: { type: "boolean", default: false },
    strict: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

const runs = Number(values.runs);
const chosen = chooseBenchmarks(benchmarks, { words: values.only, long: values.long });
if (values.help) console.log(usage);
else if (values.list) console.log(namesOf(values.only.length === 0 ? benchmarks : chosen));
else if (!Number.isInteger(runs) || runs < fewestRuns) misused(`--runs wants a whole number of at least ${fewestRuns}`);
else if (chosen.length === 0) misused(`no benchmark is called so; there are:\n${namesOf(benchmarks)}`);
else await measure();

/** The first Ctrl-C ends what runs and clears up; what was measured until then is shown. */
async function measure(): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort());
  const outcomes: Outcome[] = benchmarks
    .filter((benchmark) => values.only.length === 0 && !chosen.includes(benchmark))
    .map(({ name }) => ({ name, skipped: "takes minutes: --long, or --only with a word of its name" }));
  for (const benchmark of chosen) {
    if (stop.signal.aborted) break;
    console.error(`${benchmark.name} ...`);
    outcomes.push(await outcomeOf(benchmark, stop.signal));
  }
  show(outcomes, stop.signal.aborted);
}

/** One that fails leaves the others their turn. */
async function outcomeOf(benchmark: Benchmark, signal: AbortSignal): Promise<Outcome> {
  try {
    return await runBenchmark(benchmark, runs, signal);
  } catch (error) {
    if (signal.aborted) return { name: benchmark.name, skipped: "stopped" };
    return { name: benchmark.name, failed: error instanceof Error ? error.message : String(error) };
  }
}

function show(outcomes: readonly Outcome[], stopped: boolean): void {
  const skipped = outcomes.filter((outcome) => "skipped" in outcome);
  const failed = outcomes.filter((outcome) => "failed" in outcome);
  const results = outcomes.filter((outcome) => "ours" in outcome);
  const report = { results, skipped, failed, machine: machine() };
  console.log(values.json ? JSON.stringify(report, undefined, 2) : resultTable(outcomes));
  for (const { name, failed: why } of failed) console.error(`${name}: ${why}`);
  if (failed.length > 0 || (values.strict && results.some(({ within }) => !within))) {
    process.exitCode = exitCodes.failed;
  }
  if (stopped) process.exitCode = exitCodes.stopped;
}

function namesOf(all: readonly Benchmark[]): string {
  return all.map(({ name }) => name).join("\n");
}

function misused(problem: string): void {
  console.error(problem);
  process.exitCode = exitCodes.usage;
}
