import type { AnswerHeaders } from "./exchange.ts";

/** What a service said about its budget. */
export interface RateNews {
  /** Calls left now. */
  readonly remaining?: number | undefined;
  /** Nobody of this account may call for this long. */
  readonly pauseMs?: number | undefined;
}

/** `RateLimit-Remaining: 12`, or the structured `Ratelimit: "default";r=12;t=30`; `Retry-After` only counts on a 429. */
export function rateNewsOf(status: number, headers: AnswerHeaders, nowMs: number): RateNews {
  const remaining = headers.get("ratelimit-remaining") ?? /(?:^|;)\s*r=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1];
  const left = Number(remaining ?? Number.NaN);
  return {
    remaining: Number.isInteger(left) && left >= 0 ? left : undefined,
    pauseMs: status === 429 ? retryAfterMs(headers, nowMs) : undefined,
  };
}

/** `Retry-After` in seconds or as a date. */
export function retryAfterMs(headers: AnswerHeaders, nowMs: number): number | undefined {
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  const seconds = Number(text);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
