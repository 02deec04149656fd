import type { Text } from "../../resource-inputs.ts";
import type { DnsRecord } from "./schema.ts";

const namesHosts: ReadonlySet<DnsRecord["type"]> = new Set(["CNAME", "MX", "NS"]);

/**
 * People write `mail.shop.example` and mean the whole name; a zone file would take it for a name inside the zone. A
 * name without any dot stays what it is: inside the zone.
 */
export function withFinalDot(type: DnsRecord["type"], value: Text): Text {
  if (!namesHosts.has(type) || typeof value !== "string" || !value.includes(".")) return value;
  return value.endsWith(".") ? value : `${value}.`;
}

/** For clouds that know whole names only, and want them bare. */
export function withoutFinalDot(type: DnsRecord["type"], value: Text): Text {
  return namesHosts.has(type) && typeof value === "string" ? value.replace(/\.$/, "") : value;
}
