import type { RatePolicy } from "../kernel/rate-limit.ts";

const fiveMinutesMs = 300_000;
const secondMs = 1_000;

/** 1,200 requests in five minutes per user, and 200 in a second per address. */
export const rate: RatePolicy = {
  windows: [
    { calls: 1_200, windowMs: fiveMinutesMs, kind: "sliding" },
    { calls: 200, windowMs: secondMs, kind: "sliding" },
  ],
  headers: ({ limit, remaining, oldestExpiresAt, windowMs }) => ({
    ratelimit: `"default";r=${remaining};t=${seconds(oldestExpiresAt)}`,
    "ratelimit-policy": `"default";q=${limit};w=${windowMs / secondMs}`,
  }),
  refusal: ({ oldestExpiresAt }) => ({
    body: {
      success: false,
      errors: [{ code: 971, message: "Please wait and consider throttling your request speed" }],
      messages: [],
      result: null,
    },
    headers: { "retry-after": String(seconds(oldestExpiresAt)) },
  }),
};

function seconds(at: number): number {
  return Math.max(1, Math.ceil((at - Date.now()) / secondMs));
}
