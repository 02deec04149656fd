import type { Symbolic, Text } from "./resource-inputs.ts";
import type { TextRule } from "./text.ts";

/** Objects of Hetzner and droplets have numbers for ids. */
export function numericId(what: string): TextRule {
  return { pattern: /^[1-9]\d{0,17}$/, expected: `the numeric id of ${what}` };
}

/** An id that passed `numericId`, as the SDK wants it. */
export function asNumber(id: Text): number | Symbolic {
  return typeof id === "string" ? Number(id) : id;
}
