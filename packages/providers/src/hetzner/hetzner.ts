import { z } from "zod";
import type { Answer, Cloud, Refusal } from "../http/cloud.ts";
import { refusalOf } from "../http/refusal-of.ts";

const ErrorReply = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const PageReply = z.object({ meta: z.object({ pagination: z.object({ next_page: z.number().nullable() }) }) });

const quotaCodes: ReadonlySet<string> = new Set(["resource_limit_exceeded"]);
/** Another change of the same object is under way. */
const busyCodes: ReadonlySet<string> = new Set(["conflict", "locked", "rate_limit_exceeded"]);

/** Hetzner Cloud API v1, one project. */
export const hetzner: Cloud<"hetzner"> = {
  name: "hetzner",
  baseUrl: "https://api.hetzner.cloud/v1",
  endpointVariables: ["HCLOUD_ENDPOINT"],
  tokenVariables: ["HCLOUD_TOKEN"],
  accountVariables: [],
  probePath: "/locations",
  headers: (token) => ({ authorization: `Bearer ${token}` }),
  nextPage,
  firstPage: { per_page: "50" },
  refusal,
  budget: { calls: 3_600, windowMs: 3_600_000, burst: 3_600 }, // one call a second comes back
};

function nextPage({ body }: Answer, asked: URL): URL | undefined {
  const page = PageReply.safeParse(body).data?.meta.pagination.next_page;
  if (page === undefined || page === null) return undefined;
  const next = new URL(asked);
  next.searchParams.set("page", String(page));
  return next;
}

function refusal(answer: Answer): Refusal {
  const said = ErrorReply.safeParse(answer.body).data?.error;
  const code = said?.code ?? "unknown";
  return refusalOf(hetzner, answer, {
    code,
    message: said?.message ?? `HTTP ${answer.status}`,
    requestId: answer.headers.get("x-correlation-id") ?? undefined,
    quota: quotaCodes.has(code),
    aboutObject: code === "protected",
    retry: busyCodes.has(code),
  });
}
