import type { Answer } from "./cloud.ts";

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
  fetch: typeof globalThis.fetch,
  request: Request,
  call: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<Answer> {
  const limit = AbortSignal.timeout(call.timeoutMs);
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: headersOf(request),
      body: bodyOf(request.body),
      redirect: "error", // a token must not follow a redirect to another host
      signal: AbortSignal.any([call.signal, limit]),
    });
    return { status: response.status, headers: response.headers, body: parsed(await textOf(response)) };
  } catch (error) {
    call.signal.throwIfAborted();
    if (error instanceof NoAnswer) throw error;
    if (limit.aborted) throw new NoAnswer(`no answer within ${call.timeoutMs / 1000} s`, "timeout", false, error);
    const code = networkCode(error);
    throw new NoAnswer(inWords(code, error), "network", unsentCodes.has(code ?? ""), error);
  }
}

const unsentCodes: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing answers there",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host's name cannot be looked up",
  UND_ERR_CONNECT_TIMEOUT: "no connection within its time",
  UND_ERR_SOCKET: "the connection was cut",
  ECONNRESET: "the connection was cut",
  EPIPE: "the connection was cut",
};

/** `the connection was cut (UND_ERR_SOCKET)`: the code is what people search for. */
function inWords(code: string | undefined, error: unknown): string {
  if (code === undefined) return innermost(error)?.message ?? "network error";
  const said = words[code];
  return said === undefined ? code : `${said} (${code})`;
}

function headersOf({ headers, body }: Request): Record<string, string> {
  const isJson = body !== undefined && !(body instanceof FormData);
  const json: Record<string, string> = isJson ? { "content-type": "application/json" } : {};
  return { accept: "application/json", "user-agent": "cloudmake", ...json, ...headers };
}

function bodyOf(body: unknown): string | FormData | undefined {
  if (body === undefined || body instanceof FormData) return body;
  return JSON.stringify(body);
}

async function textOf(response: Response): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
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

/** The system's code, e.g. `ECONNREFUSED`; `fetch` hides it in the cause, behind several addresses in an aggregate. */
function networkCode(error: unknown): string | undefined {
  return causesOf(error).flatMap((cause) => ("code" in cause && typeof cause.code === "string" ? [cause.code] : []))[0];
}

/** `bad port`, where `fetch` itself says no more than that it failed. */
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
