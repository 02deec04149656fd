/** A key that nobody has the private half of. An account holds each key once. */
export function publicKeyOf(number: number): string {
  const algorithm = Buffer.from("ssh-ed25519");
  const length = (size: number): Buffer => Buffer.from([0, 0, 0, size]);
  const key = Buffer.alloc(32);
  key.writeUInt32BE(number, 28);
  const blob = Buffer.concat([length(algorithm.length), algorithm, length(key.length), key]);
  return `ssh-ed25519 ${blob.toString("base64")} corpus`;
}
