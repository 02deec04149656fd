/** From when to when something was at work, in milliseconds. */
export interface Span {
  readonly startMs: number;
  readonly ms: number;
}

/** Milliseconds in which at least one was at work; those that overlap count once. Pure. */
export function busyTime(spans: readonly Span[]): number {
  let busyMs = 0;
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const { startMs, ms } of spans.toSorted((a, b) => a.startMs - b.startMs)) {
    const endMs = startMs + ms;
    busyMs += Math.max(0, endMs - Math.max(startMs, untilMs));
    untilMs = Math.max(untilMs, endMs);
  }
  return busyMs;
}
