/** `a, b, c and 37 more` */
export function firstOf(words: readonly string[], limit: number): string {
  const named = words.slice(0, limit).join(", ");
  return words.length > limit ? `${named} and ${words.length - limit} more` : named;
}
