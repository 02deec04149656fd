import { limits } from "../limits.ts";

/** The known word that someone most likely meant; undefined when none is near. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (word.length > limits.nearestWord) return undefined;
  const wanted = word.toLowerCase();
  let nearest: string | undefined;
  // Up to a third of the letters may be wrong: `regoin` is near `region`, `a` is near nothing.
  let best = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    if (candidate.length > limits.nearestWord) continue;
    const steps = distance(wanted, candidate.toLowerCase());
    if (steps < best && steps < candidate.length) [nearest, best] = [candidate, steps];
  }
  return nearest;
}

/** Levenshtein's distance, with two neighbours swapped counted as one step. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const steps = [
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      ];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) steps.push((before[column - 2] ?? 0) + 1);
      current.push(Math.min(...steps));
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
