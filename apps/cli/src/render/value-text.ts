import { isJoin, isList, isPrint, isRecord, isRef, isSealed, isSecretRef, type Value } from "@cloudmake/model";

const longest = 60;

/** A value for people: short, secrets as `[secret]`, unknowns as what they wait for. */
export function valueText(value: Value | undefined): string {
  return shortened(text(value));
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
  const line = whole.replaceAll(/\s+/g, " ");
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
