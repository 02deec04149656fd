import type { CloudName, Failure } from "@cloudmake/model";
import type { AnswerHeaders } from "./exchange.ts";
import type { ResetRule } from "./rate-headers.ts";

export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Parsed JSON, or the text when it is none, or `undefined` when empty. */
  readonly body: unknown;
}

/** What a failed answer means. `retry`: the same call may be sent again, also a write. */
export interface Refusal {
  readonly failure: Failure;
  readonly retry: boolean;
}

/** Facts of one cloud, once: address, authentication, paging, errors, budget. */
export interface Cloud<Name extends CloudName = CloudName> extends ResetRule {
  readonly name: Name;
  readonly baseUrl: string;
  /** Variables that hold another base URL (first one set wins) and the token. */
  readonly endpointVariables: readonly string[];
  readonly tokenVariables: readonly string[];
  /** Further variables a client needs, e.g. `CLOUDFLARE_ACCOUNT_ID`. */
  readonly accountVariables: readonly string[];
  /** Those of `accountVariables` without which nothing of the account can be named. */
  readonly neededVariables?: readonly string[];
  /** What every good token may read in one cheap call. */
  readonly probePath: string;
  headers(token: string): Readonly<Record<string, string>>;
  /** The next page's path and query, or `undefined` after the last. `items` = how many this page had. */
  nextPage(answer: Answer, asked: URL, items: () => number): URL | undefined;
  /** Query of the first page: the largest page size. */
  readonly firstPage: Readonly<Record<string, string>>;
  refusal(answer: Answer): Refusal;
  /** What the vendor lets every account have. */
  readonly budget: Budget;
}

/** Calls that one account may make, all processes that share a ledger together: `burst` at once, then evenly. */
export interface Budget {
  readonly calls: number;
  readonly windowMs: number;
  readonly burst: number;
}

/** How to reach one account. The token is never logged. */
export interface Account {
  readonly cloud: Cloud;
  readonly baseUrl: string;
  readonly token: string;
  /** The cloud's own when absent. */
  readonly budget?: Budget;
  /** Values of `cloud.accountVariables` that are set, e.g. `CLOUDFLARE_ACCOUNT_ID`. */
  readonly variables: Readonly<Record<string, string>>;
}
