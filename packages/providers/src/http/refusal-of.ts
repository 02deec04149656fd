import { Failure } from "@cloudmake/model";
import type { Answer, Cloud, Refusal } from "./cloud.ts";
import { pauseMs } from "./rate-headers.ts";

/** What a cloud's error body says, in words all clouds share. */
export interface Said {
  /** The vendor's own code. */
  readonly code: string;
  readonly message: string;
  readonly requestId?: string | undefined;
  /** The account's limit is reached. */
  readonly quota?: boolean;
  /** A 403 that is about the object, not about the token. */
  readonly aboutObject?: boolean;
  /** The same call may be sent again, also a write. */
  readonly retry?: boolean;
}

/** How long to wait when a 429 does not say it. */
const UNTOLD_RETRY_AFTER_MS = 1_000;
/** Characters of a vendor's message that are kept. */
const MESSAGE_LIMIT = 500;

/** The failure of an answer: by the vendor's code where it has a meaning of its own, else by the HTTP status. */
export function refusalOf(
  cloud: Pick<Cloud, "name" | "tokenVariables" | "resetIsNextCall">,
  answer: Answer,
  said: Said,
): Refusal {
  const { status, headers } = answer;
  const retry = said.retry ?? false;
  const message = said.message.slice(0, MESSAGE_LIMIT);
  if (said.quota === true) return { failure: new Failure("QUOTA_EXCEEDED", { cloud: cloud.name, message }), retry };
  if (status === 401 || (status === 403 && said.aboutObject !== true)) {
    const data = { cloud: cloud.name, status, variable: cloud.tokenVariables[0] };
    return { failure: new Failure("CREDENTIAL_REFUSED", data), retry: false };
  }
  if (status === 429) {
    const wait = Math.round(pauseMs(answer, cloud, Date.parse(headers.get("date") ?? "")) ?? UNTOLD_RETRY_AFTER_MS);
    return { failure: new Failure("RATE_LIMITED", { cloud: cloud.name, retryAfterMs: wait }), retry: true };
  }
  if (status >= 500) {
    const reason = `HTTP ${status} ${said.code}`.trim();
    return { failure: new Failure("PROVIDER_UNAVAILABLE", { cloud: cloud.name, reason }), retry };
  }
  const id = said.requestId === undefined ? {} : { requestId: said.requestId };
  const data = { cloud: cloud.name, status, providerCode: said.code, message, ...id };
  return { failure: new Failure("PROVIDER_REFUSED", data), retry };
}
