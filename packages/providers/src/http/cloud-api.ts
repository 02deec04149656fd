import type { z } from "zod";
import type { ReadCall } from "../define-resource.ts";

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SendCall extends ReadCall {
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One account of one cloud. Every answer passes a schema; retries, rate budget, timeouts and tracing happen
 * underneath. Rejects with a Failure (`PROVIDER_REFUSED`, `CREDENTIAL_REFUSED`, `PROVIDER_UNAVAILABLE`,
 * `RATE_LIMITED`, `QUOTA_EXCEEDED`) or with the signal's reason.
 */
export interface CloudApi {
  /** Account facts from the environment, e.g. `CLOUDFLARE_ACCOUNT_ID`. */
  readonly variables: Readonly<Record<string, string>>;
  get<T>(path: string, schema: z.ZodType<T>, call: SendCall): Promise<T>;
  /** Like `get`; `undefined` when the cloud answers that it does not exist. */
  find<T>(path: string, schema: z.ZodType<T>, call: SendCall): Promise<T | undefined>;
  /** All pages; `items` picks the list out of one page. */
  pages<T, I>(
    path: string,
    schema: z.ZodType<T>,
    items: (page: T) => readonly I[],
    call: SendCall,
  ): Promise<readonly I[]>;
  /** `body`: JSON data, or FormData. */
  post<T>(path: string, body: unknown, schema: z.ZodType<T>, call: SendCall): Promise<T>;
  put<T>(path: string, body: unknown, schema: z.ZodType<T>, call: SendCall): Promise<T>;
  patch<T>(path: string, body: unknown, schema: z.ZodType<T>, call: SendCall): Promise<T>;
  /** `undefined` when it was already gone. Some clouds want a body even here. */
  delete<T>(path: string, schema: z.ZodType<T>, call: SendCall & { readonly body?: unknown }): Promise<T | undefined>;
  /** Asks until `probe` gives a value. Fails with `TIMEOUT` after `forMs`; asks every `everyMs`, slowing down. */
  until<T>(
    what: string,
    probe: () => Promise<T | undefined>,
    call: ReadCall & { everyMs: number; forMs: number },
  ): Promise<T>;
}
