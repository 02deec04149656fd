import type { SpecPath } from "@cloudmake/model";

const shown = 60;

/** A word of the user's in backticks: one line, no control characters, not longer than a person reads. */
export function quoted(word: unknown): string {
  const written = String(word);
  if (/^[\w.-]{1,40}$/.test(written)) return `\`${written}\``;
  const text = written.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").replaceAll("`", "'");
  return `\`${text.length > shown ? `${text.slice(0, shown)}...` : text}\``;
}

/** `a`, `b` and `c` */
export function listed(words: readonly string[], last: "and" | "or" = "and"): string {
  const all = words.map(quoted);
  const end = all.pop() ?? "";
  return all.length === 0 ? end : `${all.join(", ")} ${last} ${end}`;
}

/** `firewall.inbound[0].port` */
export function settingName(path: SpecPath): string {
  return path
    .map((segment, index) => (typeof segment === "number" ? `[${segment}]` : `${index === 0 ? "" : "."}${segment}`))
    .join("");
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** First letter in upper case, a full stop at the end. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? capital(text) : `${capital(text)}.`;
}
