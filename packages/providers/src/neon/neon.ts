import { z } from "zod";
import type { Answer, Cloud, Refusal } from "../http/cloud.ts";
import { refusalOf } from "../http/refusal-of.ts";

const ErrorReply = z.object({
  code: z.string().default(""),
  message: z.string().default(""),
  request_id: z.string().optional(),
});

const PageReply = z.object({
  pagination: z.object({ cursor: z.string().nullish(), next: z.string().nullish() }).nullish(),
});

/** What Neon answers while another operation holds the project: nothing was done. */
export const LOCKED = 423;
const UNAVAILABLE = 503;

/** Neon API v2. A change is an operation on its project, and a project takes one at a time. */
export const neon: Cloud<"neon"> = {
  name: "neon",
  baseUrl: "https://console.neon.tech/api/v2",
  endpointVariables: ["NEON_API_HOST"],
  tokenVariables: ["NEON_API_KEY"],
  accountVariables: ["NEON_ORG_ID"],
  probePath: "/auth",
  headers: (token) => ({ authorization: `Bearer ${token}` }),
  nextPage,
  firstPage: {}, // the largest page differs from list to list
  refusal,
  // 700 calls a minute: half of them at once, the others as time goes by.
  budget: { calls: 350, windowMs: 60_000, burst: 350 },
};

/** Projects and operations go on at `cursor`, branches at `next`; both may still be there after the last page. */
function nextPage(answer: Answer, asked: URL, items: () => number): URL | undefined {
  const pagination = PageReply.safeParse(answer.body).data?.pagination;
  const cursor = pagination?.next ?? pagination?.cursor;
  const size = Number(asked.searchParams.get("limit") ?? 1);
  if (!cursor || items() < size) return undefined;
  const next = new URL(asked);
  next.searchParams.set("cursor", cursor);
  return next;
}

function refusal(answer: Answer): Refusal {
  const { code, message, request_id: requestId } = ErrorReply.safeParse(answer.body).data ?? { code: "", message: "" };
  const retry = answer.status === LOCKED || answer.status === UNAVAILABLE;
  return refusalOf(neon, answer, { code, message, requestId, retry, quota: code.endsWith("_LIMIT_EXCEEDED") });
}
