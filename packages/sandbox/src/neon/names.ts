import { randomBytes, randomInt } from "node:crypto";

const adjectives = [
  "autumn",
  "bold",
  "calm",
  "dry",
  "fancy",
  "green",
  "late",
  "misty",
  "quiet",
  "rapid",
  "still",
  "wispy",
];
const nouns = ["bar", "breeze", "cloud", "dew", "field", "forest", "lake", "meadow", "moon", "river", "sea", "snow"];
const passwordBytes = 12;

/** `wispy-sea-12345678` */
export function projectId(): string {
  return `${words()}-${randomInt(10_000_000, 99_999_999)}`;
}

/** `br-wispy-sea-a1b2c3d4` */
export function branchId(): string {
  return `br-${words()}-a${randomBytes(4).toString("hex").slice(1)}`;
}

/** `ep-wispy-sea-a1b2c3d4` */
export function endpointId(): string {
  return `ep-${words()}-a${randomBytes(4).toString("hex").slice(1)}`;
}

/** Visibly made by the sandbox. */
export function rolePassword(): string {
  return `npg_sandbox_${randomBytes(passwordBytes).toString("hex").slice(0, passwordBytes)}`;
}

function words(): string {
  return `${adjectives[randomInt(adjectives.length)]}-${nouns[randomInt(nouns.length)]}`;
}
