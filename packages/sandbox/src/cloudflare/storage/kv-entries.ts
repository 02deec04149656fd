import type { KvEntry, KvNamespace } from "./rows.ts";

/** Keys of one page of a list, in byte order as Cloudflare gives them. */
export interface KeyPage {
  readonly keys: readonly KvEntry[];
  /** Empty: the list is complete. */
  readonly cursor: string;
}

export function getEntry(namespace: KvNamespace, key: string, nowMs: number): KvEntry | undefined {
  const entry = namespace.entries.get(key);
  if (entry === undefined || !isExpired(entry, nowMs)) return entry;
  namespace.entries.delete(key);
  return undefined;
}

export function listEntries(
  namespace: KvNamespace,
  page: { prefix: string; limit: number; cursor: string; nowMs: number },
): KeyPage {
  // The cursor is the last key given, so keys written between two pages shift nothing.
  const after = Buffer.from(page.cursor, "base64url").toString();
  const keys = [...namespace.entries.values()]
    .filter((entry) => entry.key.startsWith(page.prefix) && !isExpired(entry, page.nowMs))
    .filter((entry) => page.cursor === "" || entry.key > after)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const shown = keys.slice(0, page.limit);
  const last = shown.at(-1);
  const complete = last === undefined || shown.length === keys.length;
  return { keys: shown, cursor: complete ? "" : Buffer.from(last.key).toString("base64url") };
}

function isExpired(entry: KvEntry, nowMs: number): boolean {
  return entry.expiration !== undefined && entry.expiration * 1_000 <= nowMs;
}
