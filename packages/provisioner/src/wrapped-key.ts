import type { Sealer } from "@cloudmake/ports";

/** How Vault's transit engine marks what it encrypted; the engine keeps it as it comes. */
const prefix = "vault:v1:";

/** Encrypts as Vault's transit engine does: texts are base64. */
export function wrap(plaintext: string, sealer: Sealer): string {
  return `${prefix}${sealer.seal(plaintext).$sealed}`;
}

export function unwrap(ciphertext: string, sealer: Sealer): string {
  return sealer.open({ $sealed: ciphertext.slice(prefix.length), $print: "" });
}

/** A data key as it stands in the engine's files. */
export function wrapKey(key: Uint8Array, sealer: Sealer): string {
  return Buffer.from(wrap(Buffer.from(key).toString("base64"), sealer)).toString("base64");
}

export function unwrapKey(wrapped: string, sealer: Sealer): Buffer {
  return Buffer.from(unwrap(Buffer.from(wrapped, "base64").toString("utf8"), sealer), "base64");
}
