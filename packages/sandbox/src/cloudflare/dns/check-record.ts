import { isIPv4, isIPv6 } from "node:net";
import { domainToASCII } from "node:url";
import { CloudflareRefusal } from "../answer.ts";
import type { DnsRecord } from "./rows.ts";

const ttlMin = 60;
const ttlMax = 86_400;
const automaticTtl = 1;

/** Refuses what the vendor refuses; `others` are the zone's other records. */
export function checkRecord(record: DnsRecord, others: readonly DnsRecord[]): void {
  const { type, content, name, ttl } = record;
  if (type === "A" && !isIPv4(content)) throw invalid("Content for A record must be a valid IPv4 address.");
  if (type === "AAAA" && !isIPv6(content)) throw invalid("Content for AAAA record must be a valid IPv6 address.");
  if (type === "MX" && typeof record["priority"] !== "number") throw invalid("priority is a required field for MX.");
  if (record.proxied && !record.proxiable) throw invalid("This record type cannot be proxied.");
  if (ttl !== automaticTtl && (ttl < ttlMin || ttl > ttlMax)) {
    throw invalid(`TTL must be between ${ttlMin} and ${ttlMax} seconds, or ${automaticTtl} for Automatic.`);
  }
  const sameName = others.filter((other) => other.name === name);
  if (sameName.some((other) => other.type === type && other.content === content)) {
    throw new CloudflareRefusal(400, 81058, "An identical record already exists.");
  }
  const alone = (each: DnsRecord) => each.type === "CNAME";
  const addresses = new Set(["A", "AAAA", "CNAME"]);
  const clash = sameName.some((other) => addresses.has(other.type) && (alone(other) || alone(record)));
  if (addresses.has(type) && clash) {
    throw new CloudflareRefusal(400, 81053, "An A, AAAA, or CNAME record with that host already exists.");
  }
}

/** Names come back full and in ASCII: `www`, `@` and `www.shop.example` are all written in one way. */
export function fullName(name: string, zone: string): string {
  const ascii = name === "@" ? zone : domainToASCII(name.replace(/\.$/, "")) || name.toLowerCase();
  return ascii === zone || ascii.endsWith(`.${zone}`) ? ascii : `${ascii}.${zone}`;
}

/** Some types are written as `data`; their `content` is then the text of a zone file. */
export function recordContent(wanted: {
  readonly type: string;
  readonly content?: string | undefined;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}): string {
  const { type, content, data } = wanted;
  if (content !== undefined) return type === "CNAME" ? content.replace(/\.$/, "") : content;
  if (data === undefined) throw invalid("DNS content is required.");
  const field = (key: string) => String(data[key] ?? "");
  if (type === "SRV") return `${field("weight")} ${field("port")} ${field("target")}`;
  if (type === "CAA") return `${field("flags")} ${field("tag")} "${field("value")}"`;
  return Object.values(data).map(String).join(" ");
}

function invalid(message: string): CloudflareRefusal {
  return new CloudflareRefusal(400, 9005, message);
}
