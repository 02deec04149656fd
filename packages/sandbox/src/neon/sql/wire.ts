/** The few messages of PostgreSQL's protocol 3.0 that the gateway writes and reads itself. */
export const sslRequestCode = 80_877_103;
export const gssRequestCode = 80_877_104;
export const protocolVersion = 196_608;

export const messageType = { password: 0x70, terminate: 0x58, readyForQuery: 0x5a } as const;

export const authenticationOk = message("R", int32(0));
export const authenticationCleartext = message("R", int32(3));
export const readyForQuery = message("Z", Buffer.from("I"));

export function parameterStatus(name: string, value: string): Buffer {
  return message("S", text(name), text(value));
}

export function backendKeyData(process: number, secret: number): Buffer {
  return message("K", int32(process), int32(secret));
}

export function errorResponse(severity: "ERROR" | "FATAL", code: string, words: string): Buffer {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${words}`].map(text);
  return message("E", ...fields, Buffer.from([0]));
}

/** User and database of a startup packet. */
export function startupParameters(packet: Buffer): ReadonlyMap<string, string> {
  const words = packet.subarray(8).toString().split("\0");
  const parameters = new Map<string, string>();
  for (let index = 0; index + 1 < words.length && words[index] !== ""; index += 2) {
    parameters.set(words[index] ?? "", words[index + 1] ?? "");
  }
  return parameters;
}

/** What the last ReadyForQuery in an answer says: `I` idle, `T` in a transaction, `E` in a failed one. */
export function transactionStatus(answer: Uint8Array): string | undefined {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  let status: string | undefined;
  for (let at = 0; at + 5 <= bytes.length; at += 1 + bytes.readInt32BE(at + 1)) {
    if (bytes[at] === messageType.readyForQuery) status = String.fromCharCode(bytes[at + 5] ?? 0);
  }
  return status;
}

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const payload = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(payload.length + 4), payload]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function text(words: string): Buffer {
  return Buffer.from(`${words}\0`);
}
