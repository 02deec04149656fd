import {
  canonical,
  isJoin,
  isList,
  isPrint,
  isRecord,
  isRef,
  isSealed,
  isSecretRef,
  type Value,
} from "@cloudmake/model";

const longest = 60;
/** What differs is the point of a change: it gets more room. */
const longestDifference = 160;
/** Characters before the first difference that are shown with it. */
const lead = 20;

/** A value for people: short, secrets as `[secret]`, unknowns as what they wait for. */
export function valueText(value: Value | undefined): string {
  return shortened(text(value));
}

/** A list that is too long for one line, item by item; anything else in one line. */
export function valueTexts(value: Value): readonly string[] {
  const line = oneLine(text(value));
  if (!isPlainList(value) || line.length <= longest) return [shortened(line)];
  if (value.length === 1) return [cut(line, 0, longestDifference)];
  return value.map((item) => cut(oneLine(text(item)), 0, longestDifference));
}

/** Two values to compare: where they are too long, `…` stands for what both have. */
export function changeTexts(before: Value | undefined, after: Value | undefined): readonly [string, string] {
  const whole = [oneLine(text(before)), oneLine(text(after))] as const;
  if (whole.every((line) => line.length <= longest)) return whole;
  const [one, other] = [differing(before, after), differing(after, before)];
  const start = Math.max(0, firstDifference(one, other) - lead);
  const needed = Math.max(one.length, other.length) > longestDifference ? start : 0;
  return [cut(one, needed, longestDifference), cut(other, needed, longestDifference)];
}

/** The text of a value without those items and keys that the other one has, too. */
function differing(value: Value | undefined, other: Value | undefined): string {
  if (isPlainList(value) && isPlainList(other)) {
    const theirs = new Set(other.map(canonical));
    const own = value.filter((item) => !theirs.has(canonical(item)));
    if (own.length === value.length || onlyReordered(value, other)) return oneLine(text(value));
    return oneLine(`[${["…", ...own.map((item) => text(item))].join(", ")}]`);
  }
  if (isPlainRecord(value) && isPlainRecord(other)) {
    const own = Object.entries(value).filter(([key, item]) => canonical(item) !== canonical(other[key] ?? null));
    if (own.length === Object.keys(value).length) return oneLine(text(value));
    return oneLine(`{${["…", ...own.map(([key, item]) => `${key}: ${text(item)}`)].join(", ")}}`);
  }
  return oneLine(text(value));
}

function onlyReordered(one: readonly Value[], other: readonly Value[]): boolean {
  return canonical(one.map(canonical).sort()) === canonical(other.map(canonical).sort());
}

function isPlainList(value: Value | undefined): value is readonly Value[] {
  return isList(value);
}

function isPlainRecord(value: Value | undefined): value is Readonly<Record<string, Value>> {
  return isRecord(value) && [isRef, isJoin, isPrint, isSealed, isSecretRef].every((is) => !is(value));
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

function oneLine(whole: string): string {
  return whole.replaceAll(/\s+/g, " ");
}

/** The part that begins at `start` and has at most `room` characters. */
function cut(line: string, start: number, room: number): string {
  const part = start > 0 ? `…${line.slice(start)}` : line;
  return part.length <= room ? part : `${part.slice(0, room - 1)}…`;
}

function text(value: Value | undefined): string {
  if (value === undefined || value === null) return "(none)";
  if (isPrint(value) || isSealed(value) || isSecretRef(value)) return "[secret]";
  if (isRef(value))
    return `(known after apply: ${value.$ref.address.split("/").slice(2).join("/")}.${value.$ref.output})`;
  if (isJoin(value)) return value.$join.map((part) => (typeof part === "string" ? part : text(part))).join("");
  if (isList(value)) return `[${value.map((item) => text(item)).join(", ")}]`;
  if (isRecord(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${key}: ${text(item)}`);
    return `{${entries.join(", ")}}`;
  }
  return JSON.stringify(value);
}

function shortened(whole: string): string {
  return cut(oneLine(whole), 0, longest);
}
