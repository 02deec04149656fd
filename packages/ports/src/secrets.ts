import type { Print, Sealed } from "@cloudmake/model";

/** Values of `${secret.NAME}`. Never logged, never serialised. */
export interface Secrets {
  /** `undefined`: nobody has set it. */
  read(name: string): string | undefined;
  names(): readonly string[];
}

/** Encryption and fingerprints under the state key. */
export interface Sealer {
  /** HMAC-SHA256 under the state key: equal secrets have equal prints. */
  print(secret: string): Print;
  seal(secret: string): Sealed;
  /** Refuses with `STATE_KEY_WRONG`. */
  open(sealed: Sealed): string;
}
