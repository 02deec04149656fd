import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Benchmark, Contest, Result, Skipped } from "./benchmark.ts";

/**
 * Runs both sides in turn (ours, other, ours, other, ...), so that a machine that gets slower or busier meanwhile
 * slows both, and compares medians. The first pairs warm caches and code and do not count. Between two samples the signal is
 * looked at; whatever happens, the world is closed and its folder removed.
 */
export async function runBenchmark(
  benchmark: Benchmark,
  wanted: number,
  signal: AbortSignal = AbortSignal.any([]),
): Promise<Result | Skipped> {
  const { name, long = false, warmUps = long ? 0 : 1 } = benchmark;
  const runs = Math.min(wanted, benchmark.runs ?? wanted);
  const folder = await mkdtemp(join(tmpdir(), "cloudmake-bench-"));
  try {
    const contest = await benchmark.prepare(folder);
    if (typeof contest === "string") return { name, skipped: contest };
    try {
      return resultOf(benchmark, await samplesOf(contest, { runs, warmUps, signal }));
    } finally {
      await contest.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Samples {
  readonly ours: readonly number[];
  readonly other: readonly number[];
}

async function samplesOf(
  contest: Contest,
  { runs, warmUps, signal }: { readonly runs: number; readonly warmUps: number; readonly signal: AbortSignal },
): Promise<Samples> {
  const ours: number[] = [];
  const other: number[] = [];
  for (let run = 0; run < warmUps + runs; run += 1) {
    signal.throwIfAborted();
    const a = await contest.ours();
    signal.throwIfAborted();
    const b = await contest.other?.();
    if (run < warmUps) continue;
    ours.push(a);
    if (b !== undefined) other.push(b);
  }
  return { ours, other };
}

/** What the samples say; pure. */
export function resultOf({ name, unit = "ms", budget, otherName }: Benchmark, samples: Samples): Result {
  const ours = median(samples.ours);
  const other = samples.other.length === 0 ? null : median(samples.other);
  const ratio = other === null ? null : round(ours / other, 100);
  const measured = budget.of === "ratio" ? (ratio ?? Number.POSITIVE_INFINITY) : ours;
  return {
    name,
    unit,
    ours: round(ours, 10),
    other: other === null ? null : round(other, 10),
    otherName: other === null ? null : (otherName ?? null),
    ratio,
    budget: budget.limit,
    budgetOf: budget.of,
    within: measured <= budget.limit,
    range: [round(Math.min(...samples.ours), 10), round(Math.max(...samples.ours), 10)],
    runs: samples.ours.length,
  };
}

export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError("a median needs a sample");
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

function round(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}
