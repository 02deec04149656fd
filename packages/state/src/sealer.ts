import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { Failure, type Print, type Sealed } from "@cloudmake/model";
import type { Sealer } from "@cloudmake/ports";

/** The key of a state, and where it came from (for messages). */
export interface StateKey {
  readonly bytes: Uint8Array;
  readonly source: string;
}

const ivBytes = 12;
const tagBytes = 16;

/** AES-256-GCM and HMAC-SHA256 under keys derived from the state key. */
export function createSealer({ bytes, source }: StateKey): Sealer {
  const sealing = subkey(bytes, "seal");
  const printing = subkey(bytes, "print");
  const print = (secret: string): Print => ({ $print: createHmac("sha256", printing).update(secret).digest("hex") });
  return {
    print,
    seal: (secret): Sealed => {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", sealing, iv);
      const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return { $sealed: Buffer.concat([iv, cipher.getAuthTag(), text]).toString("base64"), ...print(secret) };
    },
    open: ({ $sealed }) => {
      const packed = Buffer.from($sealed, "base64");
      try {
        const decipher = createDecipheriv("aes-256-gcm", sealing, packed.subarray(0, ivBytes));
        decipher.setAuthTag(packed.subarray(ivBytes, ivBytes + tagBytes));
        const text = [decipher.update(packed.subarray(ivBytes + tagBytes)), decipher.final()];
        return Buffer.concat(text).toString("utf8");
      } catch (error) {
        throw new Failure("STATE_KEY_WRONG", { source }, error);
      }
    },
  };
}

function subkey(key: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, "cloudmake", purpose, 32));
}
