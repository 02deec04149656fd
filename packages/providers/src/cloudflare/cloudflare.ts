import { z } from "zod";
import type { Answer, Cloud, Refusal } from "../http/cloud.ts";
import { refusalOf } from "../http/refusal-of.ts";

const ErrorReply = z.object({
  errors: z.array(z.object({ code: z.coerce.number(), message: z.string() })).min(1),
});

const PageReply = z.object({
  result_info: z
    .object({
      page: z.number().optional(),
      per_page: z.number().optional(),
      total_pages: z.number().optional(),
      cursors: z.object({ after: z.string().nullish() }).nullish(),
    })
    .nullish(),
});

/** Token missing, malformed, expired, or without the permission; some of these come with a 400. */
const credentialCodes: ReadonlySet<number> = new Set([1000, 6003, 6111, 9106, 9109, 10_000]);
const rateCodes: ReadonlySet<number> = new Set([971, 6100]);
/** Scripts of an account, DNS records of a zone. */
const quotaCodes: ReadonlySet<number> = new Set([10_037, 81_045]);

/** Cloudflare API v4, one account. Every answer is an envelope; lists page by number or by cursor. */
export const cloudflare: Cloud<"cloudflare"> = {
  name: "cloudflare",
  baseUrl: "https://api.cloudflare.com/client/v4",
  endpointVariables: ["CLOUDFLARE_API_BASE_URL", "CLOUDFLARE_BASE_URL"],
  tokenVariables: ["CLOUDFLARE_API_TOKEN"],
  accountVariables: ["CLOUDFLARE_ACCOUNT_ID", "CLOUDMAKE_WORKERS_URL"],
  neededVariables: ["CLOUDFLARE_ACCOUNT_ID"],
  probePath: "/accounts",
  headers: (token) => ({ authorization: `Bearer ${token}` }),
  nextPage,
  firstPage: {}, // the largest page differs from list to list
  refusal,
  // 1200 calls in 5 minutes, at whatever pace: half of them at once, the others as time goes by.
  budget: { calls: 600, windowMs: 300_000, burst: 600 },
};

function nextPage(answer: Answer, asked: URL, items: () => number): URL | undefined {
  const info = PageReply.safeParse(answer.body).data?.result_info;
  if (!info || items() === 0) return undefined;
  const next = new URL(asked);
  if (info.cursors?.after) {
    next.searchParams.set("cursor", info.cursors.after);
    return next;
  }
  const { page, per_page: size = Infinity, total_pages: pages } = info;
  if (page === undefined || (pages === undefined ? items() < size : page >= pages)) return undefined;
  next.searchParams.set("page", String(page + 1));
  return next;
}

function refusal(answer: Answer): Refusal {
  const errors = ErrorReply.safeParse(answer.body).data?.errors ?? [];
  const has = (codes: ReadonlySet<number>) => errors.some(({ code }) => codes.has(code));
  const said = {
    code: String(errors[0]?.code ?? answer.status),
    message: errors.map(({ message }) => message).join("; "),
    requestId: answer.headers.get("cf-ray") ?? undefined,
    quota: has(quotaCodes),
  };
  return refusalOf(cloudflare, { ...answer, status: statusOf(answer.status, has) }, said);
}

/** Some refusals have a code that says more than their HTTP status. */
function statusOf(status: number, has: (codes: ReadonlySet<number>) => boolean): number {
  if (has(rateCodes)) return 429;
  return status === 400 && has(credentialCodes) ? 401 : status;
}
