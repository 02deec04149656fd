import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";

export class NeonRefusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  constructor(status: ContentfulStatusCode, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function refuse(c: Context, error: unknown): Response {
  const { status, code, message } = asRefusal(error);
  return c.json({ request_id: crypto.randomUUID(), code, message }, status);
}

function asRefusal(error: unknown): NeonRefusal {
  if (error instanceof NeonRefusal) return error;
  if (error instanceof z.ZodError) return new NeonRefusal(400, "", z.prettifyError(error));
  if (error instanceof SyntaxError) return new NeonRefusal(400, "", "could not parse the request body");
  return new NeonRefusal(500, "", `the sandbox failed: ${error instanceof Error ? error.message : "unknown"}`);
}

/** An absent body counts as an empty object: many posts have nothing to say. */
export async function body<T extends z.ZodType>(c: Context, schema: T): Promise<z.output<T>> {
  const text = await c.req.text();
  return schema.parse(text === "" ? {} : JSON.parse(text));
}

export interface Page<T> {
  readonly rows: readonly T[];
  /** The id after which the next page starts; undefined on the last one. */
  readonly next: string | undefined;
}

/** Pages by cursor = id of the last row given. */
export function pageOf<T extends { readonly id: string }>(
  c: Context,
  rows: readonly T[],
  size: { readonly usual: number; readonly most: number },
): Page<T> {
  const limit = z.coerce.number().int().min(1).max(size.most).default(size.usual).parse(c.req.query("limit"));
  const cursor = c.req.query("cursor") ?? "";
  const from = cursor === "" ? 0 : rows.findIndex(({ id }) => id === cursor) + 1;
  // A cursor whose row is gone in the meantime ends the list rather than starting it again.
  const rest = cursor !== "" && from === 0 ? [] : rows.slice(from);
  const shown = rest.slice(0, limit);
  return { rows: shown, next: shown.length < rest.length ? shown.at(-1)?.id : undefined };
}
