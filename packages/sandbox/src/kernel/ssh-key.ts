import { createHash } from "node:crypto";

const algorithms = /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9-]+@openssh\.com)$/;

/** MD5 fingerprint in colon form; undefined when the text is no OpenSSH public key. */
export function sshFingerprint(publicKey: string): string | undefined {
  const [algorithm = "", encoded = ""] = publicKey.trim().split(/\s+/);
  if (!algorithms.test(algorithm) || !/^[A-Za-z0-9+/]{16,}={0,2}$/.test(encoded)) return undefined;
  const blob = Buffer.from(encoded, "base64");
  // The key names its algorithm a second time inside.
  if (blob.length < 8 || blob.toString("latin1", 4, 4 + blob.readUInt32BE(0)) !== algorithm) return undefined;
  const digest = createHash("md5").update(blob).digest("hex");
  return digest.match(/../g)?.join(":");
}
