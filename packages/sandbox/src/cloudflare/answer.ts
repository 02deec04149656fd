import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";

/** A refusal in the vendor's words; `app.onError` turns it into the envelope. */
export class CloudflareRefusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: number;
  constructor(status: ContentfulStatusCode, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Success: Cloudflare answers creates with 200 too. */
export function ok(c: Context, result: unknown, resultInfo?: object): Response {
  const envelope = { success: true, errors: [], messages: [], result };
  return c.json(resultInfo === undefined ? envelope : { ...envelope, result_info: resultInfo });
}

export function refuse(c: Context, error: unknown): Response {
  // Clients repeat 409, 429 and 5xx; a deliberate refusal must not cost them their waits.
  c.header("x-should-retry", "false");
  const { status, code, message } = asRefusal(error);
  return c.json({ success: false, errors: [{ code, message }], messages: [], result: null }, status);
}

function asRefusal(error: unknown): CloudflareRefusal {
  if (error instanceof CloudflareRefusal) return error;
  if (error instanceof z.ZodError) return new CloudflareRefusal(400, 10001, z.prettifyError(error));
  if (error instanceof SyntaxError) return new CloudflareRefusal(400, 10001, "Could not parse the request body.");
  return new CloudflareRefusal(500, 10000, `The sandbox failed: ${error instanceof Error ? error.message : "unknown"}`);
}

export function noRoute(c: Context): Response {
  const message = `Could not route to ${new URL(c.req.url).pathname}, perhaps your object identifier is invalid?`;
  return refuse(c, new CloudflareRefusal(404, 7003, message));
}

/** wrangler sends some JSON as text/plain, so the content type is not asked. */
export async function body<T extends z.ZodType>(c: Context, schema: T): Promise<z.output<T>> {
  return schema.parse(JSON.parse(await c.req.text()));
}

export interface PageSize {
  readonly usual: number;
  readonly most: number;
}

/** One page; beyond the last one it is empty, which is what ends the official client's loop. */
export function okPage<T>(c: Context, rows: readonly T[], size: PageSize, show: (row: T) => unknown): Response {
  const page = Math.max(1, whole(c.req.query("page"), 1));
  const perPage = Math.min(size.most, Math.max(1, whole(c.req.query("per_page"), size.usual)));
  const shown = rows.slice((page - 1) * perPage, page * perPage).map(show);
  return ok(c, shown, {
    page,
    per_page: perPage,
    count: shown.length,
    total_count: rows.length,
    total_pages: Math.ceil(rows.length / perPage),
  });
}

export function whole(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}

export function newId(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
