import type { AnswerHeaders } from "./exchange.ts";

/** What tells how long to wait after an answer. */
export interface Told {
  readonly status: number;
  readonly headers: AnswerHeaders;
}

/** What a service said about its budget. */
export interface RateNews {
  /** Calls left now. */
  readonly remaining?: number | undefined;
  /** Nobody of this account may call for this long. */
  readonly pauseMs?: number | undefined;
}

/** `RateLimit-Remaining: 12`, or the structured `Ratelimit: "default";r=12;t=30`; a pause only counts on a 429. */
export function rateNewsOf(told: Told, cloud: ResetRule, nowMs: number): RateNews {
  const { status, headers } = told;
  const remaining = headers.get("ratelimit-remaining") ?? /(?:^|;)\s*r=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1];
  const left = Number(remaining ?? Number.NaN);
  return {
    remaining: Number.isInteger(left) && left >= 0 ? left : undefined,
    pauseMs: status === 429 ? pauseMs(told, cloud, nowMs) : undefined,
  };
}

/** What `RateLimit-Reset` (seconds since the epoch) means at a cloud. */
export interface ResetRule {
  /** The next call may go out then; otherwise it is the time at which all of them may. */
  readonly resetIsNextCall?: boolean;
}

/** For how long to call no more: by `Retry-After`, else, on a 429, by `RateLimit-Reset` where that means the next call. */
export function pauseMs({ status, headers }: Told, cloud: ResetRule, nowMs: number): number | undefined {
  const told = retryAfterMs(headers, nowMs);
  if (told !== undefined || status !== 429 || cloud.resetIsNextCall !== true) return told;
  const seconds = Number(headers.get("ratelimit-reset") ?? Number.NaN);
  const ms = seconds * 1000 - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** `Retry-After` in seconds or as a date. */
function retryAfterMs(headers: AnswerHeaders, nowMs: number): number | undefined {
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  const seconds = Number(text);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
