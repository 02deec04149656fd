/** A named measurement of ours, beside what users know where there is something to compare with. */
export interface Benchmark {
  readonly name: string;
  /** What both sides count; milliseconds when absent. */
  readonly unit?: Unit;
  /** Pairs at most, where one takes long. */
  readonly runs?: number;
  /** Pairs first that do not count; one when absent. More where the code itself gets faster while it runs. */
  readonly warmUps?: number;
  /** Takes minutes: measured when asked for by name or with `--long`, and without a first pair that does not count. */
  readonly long?: boolean;
  /** What a budget limits: the ratio ours / other, or our own figure. */
  readonly budget: { readonly of: "ratio" | "ours"; readonly limit: number };
  /** What the other side is; absent where there is only our own figure. */
  readonly otherName?: string;
  /** Sets up what both sides need, outside the measurement. A text says why it cannot run here. */
  prepare(folder: string): Promise<Contest | string>;
}

export type Unit = "ms" | "MB" | "calls" | "%";

/** Each call runs one side once and resolves to its figure. */
export interface Contest {
  ours(): Promise<number>;
  other?(): Promise<number>;
  close(): Promise<void>;
}

export interface Result {
  readonly name: string;
  readonly unit: Unit;
  readonly ours: number;
  readonly other: number | null;
  readonly otherName: string | null;
  readonly ratio: number | null;
  readonly budget: number;
  readonly budgetOf: "ratio" | "ours";
  readonly within: boolean;
  /** Fastest and slowest run of ours: how far the median can be trusted. */
  readonly range: readonly [number, number];
  readonly runs: number;
}

export interface Skipped {
  readonly name: string;
  readonly skipped: string;
}

/** It began and did not come to an end. */
export interface Failed {
  readonly name: string;
  readonly failed: string;
}

export type Outcome = Result | Skipped | Failed;
