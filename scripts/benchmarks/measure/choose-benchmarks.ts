import type { Benchmark } from "./benchmark.ts";

/**
 * Which of them to measure; pure. A word chooses those whose names contain it, in whatever case; without words all are
 * chosen but the long ones, unless these are wanted too.
 */
export function chooseBenchmarks(
  all: readonly Benchmark[],
  { words, long }: { readonly words: readonly string[]; readonly long: boolean },
): readonly Benchmark[] {
  if (words.length === 0) return all.filter((benchmark) => long || benchmark.long !== true);
  const wanted = words.map((word) => word.toLowerCase());
  return all.filter(({ name }) => wanted.some((word) => name.toLowerCase().includes(word)));
}
