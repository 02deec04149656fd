const aim = { median: 60, p90: 250 } as const;

/** How long our files are, against the aim of CM2. The hard limit of 400 lines is the linter's. */
export function sizeLine(lengths: readonly number[]): string {
  const sorted = lengths.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `lines per file: median ${at(0.5)} (aim ${aim.median}), p90 ${at(0.9)} (aim ${aim.p90}), longest ${at(1)}`;
}
