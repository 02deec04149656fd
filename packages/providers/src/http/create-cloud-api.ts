import { cleanFailure, Failure, isFailure } from "@cloudmake/model";
import type { z } from "zod";
import type { Account, Answer } from "./cloud.ts";
import type { CloudApi, SendCall } from "./cloud-api.ts";
import { type Governor, type Pass, ServiceDown } from "./governor.ts";
import { type Ending, PAUSE_LIMIT_MS, type Priority } from "./ledger.ts";
import { pauseMs, type RateNews, rateNewsOf } from "./rate-headers.ts";
import { NoAnswer, type Request, REQUEST_TIMEOUT_MS, sendRequest } from "./send-request.ts";
import { untilReady } from "./until-ready.ts";
import type { HttpWiring, TraceLine } from "./wiring.ts";

/** Waits between tries, each taken with full jitter; one try more than waits. */
export const RETRY_DELAYS_MS = [100, 200, 400, 800, 1600] as const;
/** Pages of one list. */
export const PAGE_LIMIT = 2_000;

/** How all calls of one CloudApi are made. Several may share one governor. */
export interface CallWiring extends HttpWiring {
  readonly governor: Governor;
  /** `plan` when absent. */
  readonly priority?: Priority;
  /** Asked right before anything that changes the cloud goes out, after every wait, and for each try; throws to keep it back. */
  readonly mayChange?: (() => void) | undefined;
}

export function createCloudApi(account: Account, wiring: CallWiring): CloudApi {
  const line = new Line(account, wiring);
  const answer = async (method: Request["method"], path: string, body: unknown, call: SendCall): Promise<Answer> =>
    line.send({ method, url: urlOf(account, path, call), body, headers: call.headers ?? {} }, call.signal);
  const write =
    (method: "POST" | "PUT" | "PATCH") =>
    async <T>(path: string, body: unknown, schema: z.ZodType<T>, call: SendCall): Promise<T> =>
      decoded(account, `${method} ${path}`, schema, await answer(method, path, body, call));
  const orGone = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await ask();
    } catch (error) {
      if (isFailure(error, "PROVIDER_REFUSED") && error.data.status === 404) return undefined;
      throw error;
    }
  };
  const get: CloudApi["get"] = async (path, schema, call) =>
    decoded(account, `GET ${path}`, schema, await answer("GET", path, undefined, call));
  return {
    variables: account.variables,
    get,
    find: (path, schema, call) => orGone(() => get(path, schema, call)),
    pages: async (path, schema, items, call) => {
      const what = `GET ${path}`;
      const ask = (url: URL): Promise<Answer> =>
        line.send({ method: "GET", url, body: undefined, headers: call.headers ?? {} }, call.signal);
      const all = [];
      let url: URL | undefined = urlOf(account, path, {
        ...call,
        query: { ...account.cloud.firstPage, ...call.query },
      });
      let coming: Promise<Answer> | undefined = ask(url);
      for (let page = 1; url !== undefined && coming !== undefined; page++) {
        if (page > PAGE_LIMIT) throw unexpected(account, what, `more than ${PAGE_LIMIT} pages`);
        const reply: Answer = await coming;
        const found = lazy(() => items(decoded(account, what, schema, reply)));
        url = ownUrl(
          account,
          account.cloud.nextPage(reply, url, () => found().length),
          what,
        );
        // The next page is on its way while this one is read, which takes a while.
        coming = url && ask(url);
        coming?.catch(() => undefined); // told when it is its turn
        await turn();
        all.push(...found());
      }
      return all;
    },
    post: write("POST"),
    put: write("PUT"),
    patch: write("PATCH"),
    delete: (path, schema, call) =>
      orGone(async () => decoded(account, `DELETE ${path}`, schema, await answer("DELETE", path, call.body, call))),
    until: (what, probe, call) => untilReady(wiring, what, probe, call),
  };
}

/** Sends through the governor and tries again where that is safe. */
class Line {
  readonly #account: Account;
  readonly #wiring: CallWiring;

  constructor(account: Account, wiring: CallWiring) {
    this.#account = account;
    this.#wiring = wiring;
  }

  /** A successful answer. Rejects with a Failure or the signal's reason. */
  async send(request: Request, signal: AbortSignal): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#attempt(request, signal, attempt);
      if (outcome.kind === "answer") return outcome.answer;
      const delay = RETRY_DELAYS_MS[attempt - 1];
      const waitMs = outcome.pauseMs ?? this.#wiring.random() * (delay ?? 0);
      if (delay === undefined || !outcome.again || waitMs > PAUSE_LIMIT_MS || this.#pointless()) {
        throw outcome.failure;
      }
      this.#wiring.governor.notices.consider({ reason: outcome.limited === true ? "rate-limit" : "down", ms: waitMs });
      await this.#wiring.sleep(waitMs, signal);
    }
  }

  /** Once the service is taken for down, only an apply has the patience to stand in line for it. */
  #pointless(): boolean {
    return !this.#wiring.governor.healthy && this.#wiring.priority !== "apply";
  }

  async #attempt(request: Request, signal: AbortSignal, attempt: number): Promise<Outcome> {
    const { cloud, token } = this.#account;
    const pass = await this.#enter(request, signal);
    const started = this.#wiring.clock.now();
    let ending: Ending = "abandoned";
    let news: RateNews = {};
    let status: TraceLine["status"] = "network";
    try {
      const headers = { ...cloud.headers(token), ...request.headers };
      const timeoutMs = this.#wiring.timeoutMs ?? REQUEST_TIMEOUT_MS;
      const answer = await sendRequest(this.#wiring.exchange, { ...request, headers }, { signal, timeoutMs });
      status = answer.status;
      ending = answer.status >= 500 ? "failing" : "healthy";
      news = rateNewsOf(answer, cloud, this.#wiring.clock.now());
      return this.#judge(request, answer);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      status = error.kind;
      ending = "failing";
      return { kind: "refused", failure: this.#unavailable(error), again: request.method === "GET" || error.unsent };
    } finally {
      pass.leave(ending, news);
      const ms = this.#wiring.clock.now() - started;
      this.#wiring.trace?.({
        cloud: cloud.name,
        method: request.method,
        path: request.url.pathname,
        status,
        ms,
        attempt,
      });
    }
  }

  #judge(request: Request, answer: Answer): Outcome {
    if (answer.status >= 200 && answer.status < 300) return { kind: "answer", answer };
    const { failure, retry } = this.#account.cloud.refusal(answer);
    const passing = request.method === "GET" && (answer.status === 429 || answer.status >= 500);
    return {
      kind: "refused",
      failure: cleanFailure(this.#withEndpoint(failure), [this.#account.token]),
      again: retry || passing,
      limited: answer.status === 429,
      pauseMs: pauseMs(answer, this.#account.cloud, this.#wiring.clock.now()),
    };
  }

  /** Nothing is waited for between this and the request. */
  async #enter({ method }: Request, signal: AbortSignal): Promise<Pass> {
    const pass = await this.#wait(signal);
    try {
      if (method !== "GET") this.#wiring.mayChange?.();
      return pass;
    } catch (error) {
      pass.leave("abandoned", {});
      throw error;
    }
  }

  async #wait(signal: AbortSignal): Promise<Pass> {
    try {
      return await this.#wiring.governor.enter(this.#wiring.priority ?? "plan", signal);
    } catch (error) {
      throw error instanceof ServiceDown ? this.#unavailable({ reason: error.message }, error) : error;
    }
  }

  #unavailable({ reason }: { readonly reason: string }, cause?: unknown): Failure {
    const { cloud, baseUrl } = this.#account;
    return new Failure("PROVIDER_UNAVAILABLE", { cloud: cloud.name, reason, endpoint: baseUrl }, cause);
  }

  #withEndpoint(failure: Failure): Failure {
    return isFailure(failure, "PROVIDER_UNAVAILABLE") ? this.#unavailable(failure.data, failure) : failure;
  }
}

type Outcome =
  | { readonly kind: "answer"; readonly answer: Answer }
  | {
      readonly kind: "refused";
      readonly failure: Failure;
      readonly again: boolean;
      readonly limited?: boolean;
      readonly pauseMs?: number | undefined;
    };

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Lets what was asked for go out. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function urlOf({ baseUrl }: Account, path: string, { query = {} }: SendCall): URL {
  const url = new URL(`${baseUrl.replace(/\/+$/, "")}${path}`);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.append(name, String(value));
  }
  return url;
}

/** A next page on another host would carry the token there. */
function ownUrl(account: Account, url: URL | undefined, what: string): URL | undefined {
  if (url === undefined || url.origin === new URL(account.baseUrl).origin) return url;
  throw unexpected(account, what, "the next page is on another host");
}

function decoded<T>(account: Account, what: string, schema: z.ZodType<T>, { body }: Answer): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw unexpected(account, what, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "malformed"}`);
}

/** The service answered something that its description does not allow. */
function unexpected({ cloud }: Account, what: string, problem: string): Failure {
  const message = `${what}: ${problem}`;
  return new Failure("PROVIDER_REFUSED", {
    cloud: cloud.name,
    status: 200,
    providerCode: "unexpected_answer",
    message,
  });
}
