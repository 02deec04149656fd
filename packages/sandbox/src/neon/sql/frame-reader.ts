import type { Socket } from "node:net";

const frameBytesLimit = 64 * 1_024 * 1_024;
const lengthBytes = 4;

/** Cuts what a client sends into the protocol's frames. Undefined: the client is gone. */
export interface FrameReader {
  /** The first packets have a length but no type. */
  untyped(): Promise<Buffer | undefined>;
  typed(): Promise<Buffer | undefined>;
}

export function frameReader(socket: Socket): FrameReader {
  const chunks = socket[Symbol.asyncIterator]();
  let pending = Buffer.alloc(0);

  const have = async (size: number): Promise<boolean> => {
    const parts = [pending];
    let length = pending.length;
    while (length < size) {
      const next = await chunks.next();
      if (next.done === true) return false;
      const chunk = Buffer.from(next.value);
      parts.push(chunk);
      length += chunk.length;
    }
    pending = Buffer.concat(parts);
    return true;
  };

  const frame = async (typeBytes: number): Promise<Buffer | undefined> => {
    if (!(await have(typeBytes + lengthBytes))) return undefined;
    const length = pending.readInt32BE(typeBytes);
    if (length < lengthBytes || length > frameBytesLimit) throw new Error(`a frame of ${length} bytes`);
    const size = typeBytes + length;
    if (!(await have(size))) return undefined;
    const bytes = pending.subarray(0, size);
    pending = pending.subarray(size);
    return bytes;
  };

  return { untyped: () => frame(0), typed: () => frame(1) };
}
