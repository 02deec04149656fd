import type { IncomingMessage } from "node:http";

/** What goes out. */
export interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | FormData | undefined;
}

/** What comes back, whatever its status. */
export interface Received {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface AnswerHeaders {
  /** `name` in lower case; several values as one text. */
  get(name: string): string | null;
}

/** One request and its answer. Rejects with the network's error, or with the signal's reason; follows no redirect. */
export type Exchange = (sent: Sent, signal: AbortSignal) => Promise<Received>;

/** Loads when it is called, like `import()`, which takes eight times as long: it reads whatever the module exports. */
const builtin = process.getBuiltinModule;

/** How long a connection may take; until it stands, the service has seen nothing. */
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Over Node's own client, which keeps connections open: `fetch` takes four times as long to load, longer than a short
 * command has other work. It stays for forms, whose encoding it knows.
 */
export const exchangeOverHttp: Exchange = async ({ method, url, headers, body }, signal) => {
  if (typeof body === "object") return exchangeOverFetch({ method, url, headers, body }, signal);
  const { request } = url.protocol === "http:" ? builtin("node:http") : builtin("node:https");
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  // Said outright: without it Node would send what a DELETE has to say as if it had nothing.
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const outgoing = request(url, { method, headers: { "accept-encoding": "gzip", ...length, ...headers }, signal });
  outgoing.on("response", resolve);
  outgoing.on("error", reject); // also later ones: those of the body come where it is read
  outgoing.on("socket", (socket) => {
    if (!socket.connecting) return;
    const late = setTimeout(() => {
      const code = "CONNECT_TIMEOUT";
      outgoing.destroy(Object.assign(new Error(`no connection within ${CONNECT_TIMEOUT_MS} ms`), { code }));
    }, CONNECT_TIMEOUT_MS).unref();
    for (const end of ["connect", "close"]) socket.once(end, () => clearTimeout(late));
  });
  outgoing.end(body);
  const answer = await promise;
  const status = answer.statusCode ?? 0;
  if (status >= 300 && status < 400 && answer.headers.location !== undefined) {
    answer.destroy();
    throw new Error("a redirect, which no token may follow");
  }
  return { status, headers: headersOf(answer), body: unzipped(answer) };
};

async function exchangeOverFetch({ url, method, headers, body }: Sent, signal: AbortSignal): Promise<Received> {
  const answer = await fetch(url, { method, headers, body: body ?? null, redirect: "error", signal });
  return { status: answer.status, headers: answer.headers, body: answer.body ?? nothing() };
}

function headersOf({ headers }: IncomingMessage): AnswerHeaders {
  return {
    get: (name) => {
      const value = headers[name];
      return Array.isArray(value) ? value.join(", ") : (value ?? null);
    },
  };
}

async function* unzipped(answer: IncomingMessage): AsyncIterable<Uint8Array> {
  if (answer.headers["content-encoding"] !== "gzip") return yield* answer;
  const { createGunzip } = builtin("node:zlib");
  const { pipeline } = builtin("node:stream");
  // An error ends both; it is thrown where the text is read.
  yield* pipeline(answer, createGunzip(), () => undefined);
}

async function* nothing(): AsyncIterable<Uint8Array> {}
