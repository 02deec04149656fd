import { Failure } from "@cloudmake/model";

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `90s`, `5m`, `250ms` in milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const unit = units[match?.[2] ?? ""];
  if (match === null || unit === undefined) {
    throw new Failure("USAGE", { problem: `\`${text}\` is no duration.`, hint: "Write for example 90s or 5m." });
  }
  return Math.round(Number(match[1]) * unit);
}
