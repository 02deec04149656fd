import type { RatePolicy, RateState } from "../kernel/rate-limit.ts";

/** 3,600 an hour for the whole project, dripping back one a second. */
export const hetznerRate: RatePolicy = {
  windows: [{ calls: 3_600, windowMs: 3_600_000, kind: "refill" }],
  headers,
  refusal: (state) => ({
    body: {
      error: {
        code: "rate_limit_exceeded",
        message: `limit of ${state.limit} requests per hour reached`,
        details: null,
      },
    },
    headers: headers(state),
  }),
};

function headers(state: RateState): Readonly<Record<string, string>> {
  return {
    "RateLimit-Limit": String(state.limit),
    "RateLimit-Remaining": String(Math.max(0, state.remaining)),
    "RateLimit-Reset": String(Math.ceil(state.fullAt / 1000)),
  };
}
