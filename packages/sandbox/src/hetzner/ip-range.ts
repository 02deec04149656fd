interface Range {
  /** First and last address as numbers. */
  readonly from: number;
  readonly to: number;
}

/** `10.0.0.0/16`; undefined when it is none or has bits set behind the mask. */
export function parseRange(text: string): Range | undefined {
  const groups = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)?.slice(1).map(Number);
  if (groups === undefined) return undefined;
  const [bits = 0] = groups.splice(4);
  if (bits > 32 || groups.some((group) => group > 255)) return undefined;
  const from = groups.reduce((sum, group) => sum * 256 + group, 0);
  const size = 2 ** (32 - bits);
  return from % size === 0 ? { from, to: from + size - 1 } : undefined;
}

export function holdsRange(outer: string, inner: string): boolean {
  const [a, b] = [parseRange(outer), parseRange(inner)];
  return a !== undefined && b !== undefined && a.from <= b.from && b.to <= a.to;
}

export function rangesOverlap(one: string, other: string): boolean {
  const [a, b] = [parseRange(one), parseRange(other)];
  return a !== undefined && b !== undefined && a.from <= b.to && b.from <= a.to;
}

/** The first address that can be used: the vendor's gateway. */
export function firstHost(range: string): string {
  return addressText((parseRange(range)?.from ?? 0) + 1);
}

/** The first range of `bits` inside that overlaps none of those taken. */
export function nextRange(outer: string, bits: number, taken: readonly string[]): string | undefined {
  const range = parseRange(outer);
  if (range === undefined) return undefined;
  for (let from = range.from; from <= range.to; from += 2 ** (32 - bits)) {
    const candidate = `${addressText(from)}/${bits}`;
    if (!taken.some((other) => rangesOverlap(other, candidate))) return candidate;
  }
  return undefined;
}

/** The first free address of a subnet; its first two belong to the network itself. */
export function nextAddress(subnet: string, taken: ReadonlySet<string>): string | undefined {
  const range = parseRange(subnet);
  if (range === undefined) return undefined;
  for (let address = range.from + 2; address < range.to; address += 1) {
    const text = addressText(address);
    if (!taken.has(text)) return text;
  }
  return undefined;
}

function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
