import { isList, isRecord } from "@cloudmake/model";
import type { Sandbox } from "@cloudmake/sandbox";

/** What differs between two runs of the same thing: when it was, and what the cloud drew by lot. */
const chance = /^id$|_id$|[cC]reated|[uU]pdated|started|finished|_at$|sequence|etag|^ip$|^ip_range$|dns_ptr|addresses/;
/** What the cloud draws by lot, and never tells anything. */
const lots = /^sequence$|^password$|^parent_timestamp$/;
/** Logs of what was done, and what a cloud keeps of itself: none of it is an object that somebody made. */
const besides: ReadonlySet<string> = new Set(["actions", "operations", "memberships", "projects", "vpcs", "tags"]);

/**
 * Everything that exists in the local clouds, object for object with its settings and its links, without ids and
 * times. Two pictures are equal when nobody could tell the accounts apart.
 */
export function pictureOf(sandbox: Sandbox): unknown {
  const names = new Map<string, string>();
  const whole = [...sandbox.clouds].map(([name, cloud]) => [name, cloud.snapshot()] as const);
  for (const [, snapshot] of whole) collectNames(snapshot, names);
  const gone = new Set<string>();
  for (const [, snapshot] of whole) collectGone(snapshot, gone);
  return Object.fromEntries(whole.map(([name, snapshot]) => [name, withoutChance(without(snapshot, gone), names)]));
}

function collectNames(value: unknown, names: Map<string, string>): void {
  if (isList(value)) for (const item of value) collectNames(item, names);
  if (!isRecord(value)) return;
  const { id, name, title } = value;
  const own = name ?? title;
  if ((typeof id === "string" || typeof id === "number") && typeof own === "string") names.set(String(id), own);
  for (const item of Object.values(value)) collectNames(item, names);
}

/** Neon keeps a deleted project for a week, with all its branches and what is in them. */
function collectGone(value: unknown, gone: Set<string>): void {
  if (isList(value)) for (const item of value) collectGone(item, gone);
  if (!isRecord(value)) return;
  const { id, deleted_at, project_id } = value;
  const buried = typeof deleted_at === "string" || (typeof project_id === "string" && gone.has(project_id));
  if (typeof id === "string" && buried) gone.add(id);
  const { projects, ...others } = value;
  for (const item of [projects, ...Object.values(others)]) collectGone(item, gone);
}

function without(value: unknown, gone: ReadonlySet<string>): unknown {
  if (isList(value)) return value.filter((item) => !isGone(item, gone)).map((item) => without(item, gone));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, without(item, gone)]));
}

function isGone(value: unknown, gone: ReadonlySet<string>): boolean {
  if (!isRecord(value)) return false;
  const { id, project_id, branch_id } = value;
  return [id, project_id, branch_id].some((one) => typeof one === "string" && gone.has(one));
}

function withoutChance(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (isList(value)) return value.map((item) => withoutChance(item, names)).sort(byText);
  if (isRecord(value)) {
    const kept = Object.entries(value).filter(([key, item]) => !besides.has(key) && !isLot(key, item));
    return Object.fromEntries(
      kept.map(([key, item]) => [key, chance.test(key) ? owner(item, names) : withoutChance(item, names)]),
    );
  }
  return typeof value === "string" || typeof value === "number" ? (owner(value, names) ?? value) : value;
}

function isLot(key: string, value: unknown): boolean {
  return lots.test(key) || (key === "port" && typeof value === "number"); // of rules they are text
}

/** An id stands for the object it belongs to; what belongs to none is left out. */
function owner(value: unknown, names: ReadonlyMap<string, string>): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const name = names.get(String(value)) ?? (/-\d{7}-/.test(String(value)) ? String(value) : undefined);
  return name === undefined ? undefined : named(name, names);
}

/** Names that hold an id, such as `primary_ip-4100021-ipv4`. */
function named(text: string, names: ReadonlyMap<string, string>): string {
  return text.replaceAll(/[0-9a-f-]{7,}/g, (part) => (names.has(part.replaceAll("-", "")) ? "any" : part));
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a).localeCompare(JSON.stringify(b));
}
