import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { z } from "zod";
import { isList, isRecord } from "./value.ts";

/** `sha256:` and 64 hex digits of the canonical JSON of a value. */
export const Digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, "a digest is `sha256:` and 64 hexadecimal digits")
  .brand<"Digest">();
export type Digest = z.infer<typeof Digest>;

/** The one digest function: key order and `undefined` properties make no difference. */
export function digestOf(value: unknown): Digest {
  return Digest.parse(`sha256:${hexDigest(canonical(value))}`);
}

/** SHA-256 of UTF-8 text, 64 hex digits. */
export function hexDigest(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** JSON with sorted keys. Plans, records and markers are digested by it, so it is the planner's hottest loop. */
export function canonical(value: unknown): string {
  if (value === undefined) return "null";
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  let text = "";
  for (const key of Object.keys(value).sort()) {
    const item = value[key];
    if (item !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonical(item)}`;
  }
  return `{${text}}`;
}
