import type { Answer } from "./cloud.ts";
import type { Exchange, Sent } from "./exchange.ts";

/** Milliseconds one request may take, body included. */
export const REQUEST_TIMEOUT_MS = 30_000;
/** Bytes of one answer. */
export const ANSWER_LIMIT_BYTES = 32 * 1024 * 1024;

export interface Request {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON data, FormData, or nothing. */
  readonly body: unknown;
}

/** No usable answer came. `unsent`: the service cannot have seen the request. */
export class NoAnswer extends Error {
  readonly reason: string;
  readonly kind: "network" | "timeout";
  readonly unsent: boolean;

  constructor(reason: string, kind: "network" | "timeout", unsent: boolean, cause: unknown) {
    super(reason, { cause });
    this.reason = reason;
    this.kind = kind;
    this.unsent = unsent;
  }
}

/** One request, one answer, whatever its status. Rejects with `NoAnswer` or with the signal's reason. */
export async function sendRequest(
  exchange: Exchange,
  request: Request,
  call: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<Answer> {
  const limit = AbortSignal.timeout(call.timeoutMs);
  try {
    const { method, url } = request;
    const body = bodyOf(request.body);
    const sent = { method, url, headers: headersOf(request.headers, body), body };
    const { status, headers, body: answer } = await exchange(sent, AbortSignal.any([call.signal, limit]));
    return { status, headers, body: parsed(await textOf(answer)) };
  } catch (error) {
    call.signal.throwIfAborted();
    if (error instanceof NoAnswer) throw error;
    if (limit.aborted) throw new NoAnswer(`no answer within ${call.timeoutMs / 1000} s`, "timeout", false, error);
    const code = networkCode(error);
    throw new NoAnswer(inWords(code, error), "network", unsentCodes.has(code ?? ""), error);
  }
}

const unsentCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "CONNECT_TIMEOUT",
  "ERR_PROXY_TUNNEL",
]);

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing answers there",
  ENETUNREACH: "there is no way to that network",
  EHOSTUNREACH: "there is no way to that host",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host's name cannot be looked up",
  CONNECT_TIMEOUT: "no connection within its time",
  ERR_PROXY_TUNNEL: "the proxy does not let it through",
  ECONNRESET: "the connection was cut",
  EPIPE: "the connection was cut",
};

/** `the connection was cut (ECONNRESET)`: the code is what people search for. */
function inWords(code: string | undefined, error: unknown): string {
  if (code === undefined) return innermost(error)?.message ?? "network error";
  const said = words[code];
  return said === undefined ? code : `${said} (${code})`;
}

function headersOf(given: Request["headers"], body: Sent["body"]): Record<string, string> {
  const json: Record<string, string> = typeof body === "string" ? { "content-type": "application/json" } : {};
  return { accept: "application/json", "user-agent": "cloudmake", ...json, ...given };
}

function bodyOf(body: unknown): Sent["body"] {
  if (body === undefined || isForm(body)) return body;
  return JSON.stringify(body);
}

/** Without a look at the class: Node loads all of `fetch` with it. */
function isForm(body: unknown): body is FormData {
  return Object.prototype.toString.call(body) === "[object FormData]";
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_LIMIT_BYTES) throw new NoAnswer("the answer is too large", "network", false, undefined);
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  return parts.join("") + decoder.decode();
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The system's code, e.g. `ECONNREFUSED`: in the cause of what `fetch` throws, or behind several addresses in an aggregate. */
function networkCode(error: unknown): string | undefined {
  return causesOf(error).flatMap((cause) => ("code" in cause && typeof cause.code === "string" ? [cause.code] : []))[0];
}

/** Where the error itself says no more than that something failed. */
function innermost(error: unknown): Error | undefined {
  return causesOf(error).at(-1);
}

function causesOf(error: unknown): readonly Error[] {
  const causes: Error[] = [];
  for (let cause = error; isError(cause) && causes.length < 5;) {
    causes.push(cause);
    cause = cause instanceof AggregateError ? cause.errors[0] : cause.cause;
  }
  return causes;
}

function isError(value: unknown): value is Error {
  return value instanceof Error;
}
