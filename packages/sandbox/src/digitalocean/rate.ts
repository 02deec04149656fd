import type { RatePolicy, RateState } from "../kernel/rate-limit.ts";

/** 5,000 an hour and 250 a minute, both sliding; `retry-after` comes with the burst limit only. */
export const digitalOceanRate: RatePolicy = {
  windows: [
    { calls: 5_000, windowMs: 3_600_000, kind: "sliding" },
    { calls: 250, windowMs: 60_000, kind: "sliding" },
  ],
  headers,
  refusal: (state, window) => ({
    body: { id: "too_many_requests", message: "API Rate limit exceeded." },
    headers: window === 0 ? headers(state) : { "retry-after": String(secondsUntil(state)) },
  }),
};

function headers(state: RateState): Readonly<Record<string, string>> {
  return {
    "ratelimit-limit": String(state.limit),
    "ratelimit-remaining": String(Math.max(0, state.remaining)),
    "ratelimit-reset": String(Math.ceil(state.oldestExpiresAt / 1000)),
  };
}

/** The oldest counted request leaves the window then. */
function secondsUntil({ oldestExpiresAt, takenAt }: RateState): number {
  return Math.max(1, Math.ceil((oldestExpiresAt - takenAt) / 1000));
}
