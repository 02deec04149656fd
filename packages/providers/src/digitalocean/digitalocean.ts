import { z } from "zod";
import type { Answer, Cloud, Refusal } from "../http/cloud.ts";
import { refusalOf } from "../http/refusal-of.ts";

const ErrorReply = z.object({ id: z.string(), message: z.string(), request_id: z.string().optional() });
const PageReply = z.object({ links: z.object({ pages: z.object({ next: z.string() }) }) });

/**
 * DigitalOcean has one code for all that it refuses; only its text tells that a droplet is busy, that a limit is
 * reached, or that a 403 is about the object and not about the token. Here alone these texts are read.
 */
const pendingEvent = /^\S+ already has a pending event\.?$|^The \S+ already has a pending event\.?$/;
const limitReached = /\bwill exceed your .*\blimit\b/i;
const notDeletable = /^can ?not delete\b/i;

/** Stands in for the vendor's code, which says no more than `unprocessable_entity` or `forbidden`. */
export const busyCode = "pending_event";
export const notDeletableCode = "not_deletable";

/** DigitalOcean API v2, one team. */
export const digitalocean: Cloud<"digitalocean"> = {
  name: "digitalocean",
  baseUrl: "https://api.digitalocean.com",
  endpointVariables: ["DIGITALOCEAN_API_URL"],
  tokenVariables: ["DIGITALOCEAN_TOKEN"],
  accountVariables: [],
  probePath: "/v2/account",
  headers: (token) => ({ authorization: `Bearer ${token}` }),
  nextPage,
  firstPage: { per_page: "200" },
  refusal,
  resetIsNextCall: true, // the hourly limit's 429 has no Retry-After
  budget: { calls: 120, windowMs: 60_000, burst: 125 }, // no minute sees more than its 250
};

/** Only the page's number is taken from the link: its host need not be the one that was asked. */
function nextPage({ body }: Answer, asked: URL): URL | undefined {
  const link = PageReply.safeParse(body).data?.links.pages.next;
  const page = link === undefined ? null : URL.parse(link, asked.href)?.searchParams.get("page");
  if (page === null || page === undefined) return undefined;
  const next = new URL(asked);
  next.searchParams.set("page", page);
  return next;
}

function refusal(answer: Answer): Refusal {
  const said = ErrorReply.safeParse(answer.body).data;
  const message = said?.message ?? `HTTP ${answer.status}`;
  const busy = answer.status === 422 && pendingEvent.test(message);
  const inUse = answer.status === 403 && notDeletable.test(message);
  return refusalOf(digitalocean, answer, {
    code: busy ? busyCode : inUse ? notDeletableCode : (said?.id ?? "unknown"),
    message,
    requestId: said?.request_id ?? answer.headers.get("x-request-id") ?? undefined,
    quota: (answer.status === 422 || answer.status === 403) && limitReached.test(message),
    aboutObject: inUse,
    retry: busy,
  });
}
