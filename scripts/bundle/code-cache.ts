/** Where the compiled code of one of Node's modules stands in a snapshot. */
interface Entry {
  readonly module: string;
  readonly start: number;
  readonly end: number;
}

const wordBytes = 8;
const leastModules = 32;
const mostModules = 1024;
const longestName = 128;

/**
 * A startup snapshot without the compiled code of those of Node's modules that are not wanted; `undefined` when it is
 * not of the shape that we know.
 *
 * The list is the last thing in the file: how many there are, and of each the length of its name, the name, the length
 * of its code, the code; all numbers in eight bytes, the lowest first (`node_snapshotable.cc`).
 */
export function withCodeOf(snapshot: Buffer, isWanted: (module: string) => boolean): Buffer | undefined {
  for (let at = 0; at + wordBytes <= snapshot.length; at += 1) {
    const count = numberAt(snapshot, at);
    if (count === undefined || count < leastModules || count > mostModules) continue;
    const entries = entriesAt(snapshot, at + wordBytes, count);
    if (entries === undefined) continue;
    const wanted = entries.filter(({ module }) => isWanted(module));
    const head = Buffer.from(snapshot.subarray(0, at + wordBytes));
    head.writeBigUInt64LE(BigInt(wanted.length), at);
    return Buffer.concat([head, ...wanted.map(({ start, end }) => snapshot.subarray(start, end))]);
  }
  return undefined;
}

/** Only what ends where the file ends is the list. */
function entriesAt(snapshot: Buffer, from: number, count: number): readonly Entry[] | undefined {
  const entries: Entry[] = [];
  let start = from;
  for (let index = 0; index < count; index += 1) {
    const nameBytes = numberAt(snapshot, start);
    if (nameBytes === undefined || nameBytes === 0 || nameBytes > longestName) return undefined;
    const nameStart = start + wordBytes;
    const codeBytes = numberAt(snapshot, nameStart + nameBytes);
    if (codeBytes === undefined) return undefined;
    const end = nameStart + nameBytes + wordBytes + codeBytes;
    entries.push({ module: snapshot.toString("latin1", nameStart, nameStart + nameBytes), start, end });
    start = end;
  }
  return start === snapshot.length ? entries : undefined;
}

/** A number that a file's length can be. */
function numberAt(snapshot: Buffer, at: number): number | undefined {
  if (at + wordBytes > snapshot.length || snapshot.readUInt32LE(at + 4) !== 0) return undefined;
  return snapshot.readUInt32LE(at);
}
