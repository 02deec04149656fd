import { setTimeout as wait } from "node:timers/promises";
import { Failure } from "@cloudmake/model";
import { AwsV4Signer } from "aws4fetch";

/** Records of the largest stacks have a few megabytes. */
const objectLimitBytes = 64 * 1024 * 1024;
const answerWithinMs = 30_000;
/** Tries again after 100, 200, 400 and 800 ms, each with jitter: a store that is busy says so. */
const retries = 4;
const retryAfterMs = 100;
/** Pages of a listing, of a thousand keys each. */
const pageLimit = 1_000;

/** Stores accept signatures that are a quarter of an hour off. */
const clockSlackMs = 5 * 60_000;

export interface Bucket {
  /** `https://s3.eu-central-1.amazonaws.com`, `https://<account>.r2.cloudflarestorage.com`, `http://127.0.0.1:9000`. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** For messages. */
  readonly name: string;
  readonly fetch: typeof fetch;
}

export interface StoredObject {
  readonly text: string;
  readonly etag: string;
}

/** An answer with the store's own time: the one clock that all machines share. */
export interface Timed<T> {
  readonly value: T;
  readonly nowMs: number;
}

/** Writes only where nothing is, or only over exactly what was read. */
export type Condition = { readonly absent: true } | { readonly etag: string };

/** The few requests of S3 that state needs. Each is tried again, so a conditional write may find its own first try. */
export class ObjectStore {
  readonly #bucket: Bucket;
  /** How far the store's clock is ahead of this machine's; requests are signed by the store's. */
  #aheadMs = 0;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  async get(key: string, signal: AbortSignal): Promise<Timed<StoredObject | undefined>> {
    const answer = await this.#ask("GET", key, {}, signal);
    const nowMs = timeOf(answer);
    if (answer.status === 404) return { value: undefined, nowMs };
    const etag = answer.headers.get("etag");
    if (!answer.ok || etag === null) throw this.#refused(answer);
    if (isTooLarge(answer)) {
      throw new Failure("STATE_CORRUPT", { file: `${this.#bucket.name} ${key}`, problem: "it is too large" });
    }
    return { value: { text: answer.text, etag }, nowMs };
  }

  /** `false`: the condition does not hold (any more). */
  async put(key: string, text: string, condition: Condition, signal: AbortSignal): Promise<boolean> {
    const headers = new Headers({ "content-type": "application/json" });
    if ("absent" in condition) headers.set("if-none-match", "*");
    else headers.set("if-match", condition.etag);
    const answer = await this.#ask("PUT", key, { headers, body: text }, signal);
    // 412: another write was faster; 404: what should be replaced is gone.
    if ([404, 412].includes(answer.status) && isAboutObject(answer)) return false;
    if (!answer.ok) throw this.#refused(answer);
    return true;
  }

  async remove(keys: readonly string[], signal: AbortSignal): Promise<void> {
    for (const key of keys) {
      const answer = await this.#ask("DELETE", key, {}, signal);
      if (!answer.ok && answer.status !== 404) throw this.#refused(answer);
    }
  }

  /** Keys under a prefix, sorted. */
  async list(prefix: string, signal: AbortSignal): Promise<readonly string[]> {
    const keys: string[] = [];
    const query: Record<string, string> = { "list-type": "2", "encoding-type": "url", prefix };
    for (let page = 0; page < pageLimit; page += 1) {
      const answer = await this.#ask("GET", "", { query }, signal);
      if (!answer.ok) throw this.#refused(answer);
      const { text } = answer;
      keys.push(...elements(text, "Key").map((key) => decodeURIComponent(key.replaceAll("+", " "))));
      const [token] = elements(text, "NextContinuationToken");
      if (token === undefined) return keys.sort();
      query["continuation-token"] = token;
    }
    throw new Failure("STATE_CORRUPT", { file: `${this.#bucket.name} ${prefix}`, problem: "it has too many objects" });
  }

  async #ask(method: string, key: string, request: Request, signal: AbortSignal): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      signal.throwIfAborted();
      const answer = await this.#once(method, key, request, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        if (attempt >= retries) throw this.#unavailable(reasonOf(error), error);
        return undefined;
      });
      if (answer !== undefined && this.#learnTime(answer) && answer.status === 403 && attempt < retries) continue;
      if (answer !== undefined && !isBusy(answer)) return answer;
      if (answer !== undefined && attempt >= retries) throw this.#refused(answer);
      await wait(retryAfterMs * 2 ** attempt * (0.5 + Math.random() / 2), undefined, { signal });
    }
  }

  /** Whether this machine's clock turned out to be so wrong that a request signed by it is refused. */
  #learnTime(answer: Answer): boolean {
    const before = this.#aheadMs;
    this.#aheadMs = timeOf(answer) - Date.now();
    return Math.abs(this.#aheadMs - before) > clockSlackMs;
  }

  /** With its whole text: what breaks off in its middle is no answer. */
  async #once(method: string, key: string, { query, headers, body }: Request, signal: AbortSignal): Promise<Answer> {
    const { endpoint, bucket, region, accessKeyId, secretAccessKey, sessionToken, fetch } = this.#bucket;
    const url = new URL(`${endpoint.replace(/\/$/, "")}/${bucket}/${key}`);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      headers: headers ?? new Headers(),
      service: "s3",
      region,
      accessKeyId,
      secretAccessKey,
      datetime: new Date(Date.now() + this.#aheadMs).toISOString().replaceAll(/[:-]|\.\d{3}/g, ""),
      ...(body === undefined ? {} : { body }),
      ...(sessionToken === undefined ? {} : { sessionToken }),
    });
    const signed = await signer.sign();
    const response = await fetch(signed.url, {
      method,
      headers: signed.headers,
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
      redirect: "manual",
      ...(body === undefined ? {} : { body }),
    });
    const { status, ok, headers: told } = response;
    if (!isTooLarge(response)) return { status, ok, headers: told, text: await response.text() };
    await response.body?.cancel();
    return { status, ok, headers: told, text: "" };
  }

  #refused({ status, text }: Answer): Failure {
    const [code] = elements(text, "Code");
    return this.#unavailable(`HTTP ${status}${code === undefined ? "" : ` ${code}`}`);
  }

  #unavailable(reason: string, cause?: unknown): Failure {
    return new Failure("STATE_UNAVAILABLE", { place: this.#bucket.name, reason }, cause);
  }
}

interface Request {
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Headers;
  readonly body?: string;
}

interface Answer extends Pick<Response, "status" | "ok" | "headers"> {
  readonly text: string;
}

function isTooLarge({ headers }: Pick<Answer, "headers">): boolean {
  return Number(headers.get("content-length")) > objectLimitBytes;
}

/** 409: another request on the same object was under way, and this one was not carried out. */
function isBusy({ status }: Answer): boolean {
  return status === 409 || status === 429 || status >= 500;
}

/** Whole seconds, as HTTP has them. A store that tells no time leaves this machine's. */
function timeOf(answer: Answer): number {
  const date = Date.parse(answer.headers.get("date") ?? "");
  return Number.isNaN(date) ? Date.now() : date;
}

/** A 404 may also mean that there is no such bucket. */
function isAboutObject({ status, text }: Answer): boolean {
  return status !== 404 || !elements(text, "Code").includes("NoSuchBucket");
}

/** Texts of the elements of a name. S3's answers are flat, and their texts are escaped as in any XML. */
function elements(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, text = ""]) => {
    return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  });
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return "no answer";
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
}
