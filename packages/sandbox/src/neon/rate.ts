import type { RatePolicy } from "../kernel/rate-limit.ts";

const minuteMs = 60_000;
const secondMs = 1_000;

/** 700 requests a minute, and bursts of 40 a second. */
export const rate: RatePolicy = {
  windows: [
    { calls: 700, windowMs: minuteMs, kind: "sliding" },
    { calls: 40, windowMs: secondMs, kind: "sliding" },
  ],
  headers: () => ({}),
  refusal: () => ({
    body: { request_id: crypto.randomUUID(), code: "", message: "too many requests" },
    headers: { "retry-after": "1" },
  }),
};
