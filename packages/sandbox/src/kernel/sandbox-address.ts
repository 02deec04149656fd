/** Addresses that belong to nobody: benchmarking (RFC 2544), private (RFC 1918), documentation (RFC 3849). */
export function publicIpv4(n: number): string {
  return `198.${18 + ((n >> 16) % 2)}.${(n >> 8) % 256}.${n % 256}`;
}

export function privateIpv4(second: number, n: number): string {
  return `10.${second % 256}.${(n >> 8) % 256}.${n % 256}`;
}

/** The first 64 bits, ending in `::`. */
export function ipv6Prefix(n: number): string {
  return `2001:db8:${((n >> 16) % 65_536).toString(16)}:${(n % 65_536).toString(16)}::`;
}
