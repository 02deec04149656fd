import type { Context } from "hono";
import type { z } from "zod";
import { pageOf } from "../kernel/page-of.ts";
import { VendorError } from "../kernel/vendor-error.ts";
import type { DigitalOcean } from "./digital-ocean.ts";

const maxPerPage = 200;
const defaultPerPage = 20;

/** The decoded body; refuses with the vendor's 400 or 422. */
export async function bodyOf<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  const result = schema.safeParse(text === "" ? {} : jsonOf(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw unprocessable(`${issue?.path.join(".") ?? ""} ${issue?.message ?? "is invalid"}`.trim());
}

/** One page of a list in the vendor's envelope; `links.pages` only where there is more than one page. */
export function listReply(cloud: DigitalOcean, c: Context, key: string, rows: readonly unknown[]): Response {
  const page = pageOf(rows, numberOf(c, "page", 1, Infinity), numberOf(c, "per_page", defaultPerPage, maxPerPage));
  const link = (to: number): string => {
    const url = new URL(cloud.url(c.req.path));
    url.search = new URL(c.req.url).search;
    url.searchParams.set("page", String(to));
    return url.href;
  };
  const pages = {
    ...(page.page > 1 ? { first: link(1), prev: link(page.page - 1) } : {}),
    ...(page.page < page.lastPage ? { next: link(page.page + 1), last: link(page.lastPage) } : {}),
  };
  return c.json({ [key]: page.items, links: page.lastPage > 1 ? { pages } : {}, meta: { total: page.total } });
}

export function unprocessable(message: string): VendorError {
  return new VendorError(422, "unprocessable_entity", message);
}

export function notFound(): VendorError {
  return new VendorError(404, "not_found", "The resource you were accessing could not be found.");
}

/** The row, or the vendor's 404. */
export function found<T>(row: T | undefined): T {
  if (row === undefined) throw notFound();
  return row;
}

function numberOf(c: Context, name: string, otherwise: number, most: number): number {
  const text = c.req.query(name);
  if (text === undefined || text === "") return otherwise;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new VendorError(400, "bad_request", `${name} must be at least 1`);
  if (number > most) throw new VendorError(400, "bad_request", `${name} must be at most ${most}`);
  return number;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new VendorError(400, "bad_request", "could not parse the request body as JSON");
  }
}
