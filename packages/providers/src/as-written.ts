/** Items of a live list, each in the words in which it was written where those mean the same. */
export function asWritten<T>(live: readonly T[], written: readonly T[], meaningOf: (item: T) => string): T[] {
  const words = new Map(written.map((item) => [meaningOf(item), item]));
  return live.map((item) => words.get(meaningOf(item)) ?? item);
}
