import type { TextRule } from "./text.ts";

/** Volumes and networks of DigitalOcean have UUIDs. */
export function uuid(what: string): TextRule {
  return { pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, expected: `the UUID of ${what}` };
}
