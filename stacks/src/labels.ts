import { z } from "zod";

/** Labels of one component, as every cloud can carry them. */
export function labels(): z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodString>> {
  return z
    .record(
      z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/, "expected letters, digits, `_`, `.` and `-`"),
      z
        .string()
        .regex(/^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/, "expected letters, digits, `_`, `.` and `-`"),
    )
    .default({});
}

/** Hetzner's form. `undefined` when there are none: then the input is absent. */
export function hetznerLabels(
  ...sets: readonly Readonly<Record<string, string>>[]
): Record<string, string> | undefined {
  const all = sets.flatMap((set) => Object.entries(set)).map(([key, value]) => [key, labelValue(value)]);
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

/** DigitalOcean's form: `key:value`, sorted; a tag knows no dots. */
export function digitaloceanTags(...sets: readonly Readonly<Record<string, string>>[]): string[] | undefined {
  const all = new Map(sets.flatMap((set) => Object.entries(set)));
  if (all.size === 0) return undefined;
  return [...all].map(([key, value]) => `${key}:${value}`.replaceAll(/[^A-Za-z0-9:_-]/g, "-")).sort();
}

/** `metadata.labels` are free words; what a label cannot hold becomes a hyphen, or falls off the ends. */
function labelValue(words: string): string {
  return words.replaceAll(/[^A-Za-z0-9_.-]/g, "-").replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
}
