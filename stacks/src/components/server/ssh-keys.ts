import type { Text } from "../../resource-inputs.ts";

/** A public key to be uploaded, or the name or id of one that the account has. */
export interface GivenKey {
  readonly text: Text;
  /** Place in the list of the settings. */
  readonly index: number;
  /** Name of the resource, if it becomes one. */
  readonly resource: string;
  readonly isPublicKey: boolean;
}

const publicKey = /^(ssh-|ecdsa-|sk-)\S+ \S+/;

export function keysOf(sshKeys: readonly Text[]): readonly GivenKey[] {
  return sshKeys.map((text, index) => ({
    text: typeof text === "string" ? text.trim() : text,
    index,
    resource: `ssh-key-${index + 1}`,
    isPublicKey: typeof text === "string" && publicKey.test(text),
  }));
}
