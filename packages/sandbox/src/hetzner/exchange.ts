import type { Context } from "hono";
import { z } from "zod";
import { pageOf } from "../kernel/page-of.ts";
import { VendorError } from "../kernel/vendor-error.ts";
import type { Hetzner } from "./hetzner.ts";
import { isLabelKey, isLabelValue, labelSelector, type Labels } from "./label-selector.ts";

const maxPerPage = 50;
const defaultPerPage = 25;

export type Reply = Readonly<Record<string, unknown>>;

/** Labels as a call may bring them. */
export const LabelSet = z
  .record(
    z.string().refine(isLabelKey, "is no valid label key"),
    z.string().refine(isLabelValue, "is no valid label value"),
  )
  .default({});

/** A number, where `null` says the same as nothing. */
export const OptionalId = z
  .int()
  .nullish()
  .transform((id) => id ?? undefined);

/** The decoded body; refuses with the vendor's `json_error` or `invalid_input`. */
export async function bodyOf<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  const result = schema.safeParse(text === "" ? {} : jsonOf(text));
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path, message }) => ({ name: path.join("."), messages: [message] }));
  throw new VendorError(422, "invalid_input", `invalid input in field '${fields[0]?.name ?? ""}'`, { fields });
}

/** A field that is well-formed, but does not hold here. */
export function invalidField(name: string, message: string): VendorError {
  return new VendorError(422, "invalid_input", `invalid input in field '${name}'`, {
    fields: [{ name, messages: [message] }],
  });
}

export function refused(code: string, message: string): VendorError {
  return new VendorError(422, code, message);
}

/** The row, or the vendor's 404. */
export function found<T>(row: T | undefined, kind: string): T {
  if (row === undefined) throw new VendorError(404, "not_found", `${kind} not found`);
  return row;
}

/** The number in the path; the routes let nothing else in. */
export function idOf(c: Context, name = "id"): number {
  return Number(c.req.param(name));
}

/** One page of a list in the vendor's envelope. */
export function listReply(c: Context, key: string, rows: readonly unknown[]): Response {
  const perPage = Math.min(maxPerPage, numberOf(c, "per_page", defaultPerPage));
  const page = pageOf(rows, numberOf(c, "page", 1), perPage);
  return c.json({
    [key]: page.items,
    meta: {
      pagination: {
        page: page.page,
        per_page: perPage,
        previous_page: page.page > 1 ? page.page - 1 : null,
        next_page: page.page < page.lastPage ? page.page + 1 : null,
        last_page: page.lastPage,
        total_entries: page.total,
      },
    },
  });
}

interface Listed {
  readonly id: number | string;
  readonly name?: string;
  readonly labels?: Labels;
  readonly created?: string;
}

/** The filters and the order that all lists know: `name`, `label_selector`, `sort`. */
export function selected<T extends Listed>(c: Context, rows: readonly T[]): readonly T[] {
  const { name, label_selector: selector } = c.req.query();
  const matches = selector === undefined ? undefined : labelSelector(selector);
  if (selector !== undefined && matches === undefined) throw invalidField("label_selector", "cannot be read");
  const kept = rows.filter(
    (row) => (name === undefined || row.name === name) && (matches === undefined || matches(row.labels ?? {})),
  );
  const [field = "id", direction = "asc"] = (c.req.queries("sort")?.[0] ?? "id:asc").split(":");
  const sign = direction === "desc" ? -1 : 1;
  return kept.toSorted((a, b) => sign * compare(sortKey(a, field), sortKey(b, field)));
}

/** Refuses more objects of a kind than the project may hold. */
export function refuseBeyondQuota(cloud: Hetzner, kind: string, held: number): void {
  if (held < cloud.kernel.quota("hetzner", kind)) return;
  throw new VendorError(403, "resource_limit_exceeded", `${kind.replace(/s$/, "")} limit exceeded`);
}

function sortKey(row: Listed, field: string): number | string {
  if (field === "name") return row.name ?? "";
  return field === "created" ? (row.created ?? "") : row.id;
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : Number(String(a) > String(b));
}

function numberOf(c: Context, name: string, otherwise: number): number {
  const text = c.req.query(name);
  if (text === undefined || text === "") return otherwise;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw invalidField(name, "must be a positive number");
  return number;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new VendorError(400, "json_error", "the request body is no valid JSON");
  }
}
