import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { recordKey } from "../natural-key.ts";
import { sdkVersion } from "./sdk-version.ts";

const dnsRecordInputs = () =>
  z.strictObject({
    zoneId: z.string(),
    /** The full name, `www.shop.example`. */
    name: z.string().min(1).max(255),
    type: z.enum(["A", "AAAA", "CNAME", "MX", "NS", "PTR", "TXT"]),
    content: z.string().min(1),
    /** Seconds; 1 = automatic, which is also what a proxied record has. */
    ttl: z.number().int().min(1).max(86_400),
    proxied: z.boolean().optional(),
    priority: z.number().int().min(0).max(65_535).optional(),
  });
export type DnsRecordInputs = z.infer<ReturnType<typeof dnsRecordInputs>>;

const dnsRecordOutputs = () => z.object({ name: z.string() });
export type DnsRecordOutputs = z.infer<ReturnType<typeof dnsRecordOutputs>>;

/** A DNS record. A zone cannot hold name, type and content twice. */
export const dnsRecordRules = describeResource({
  cloud: "cloudflare",
  type: "cloudflare:index/dnsRecord:DnsRecord",
  version: sdkVersion,
  inputs: dnsRecordInputs,
  outputs: dnsRecordOutputs,
  replaceOn: ["zoneId", "type"],
  naturalKey: recordKey("zoneId", "content"),
  replacement: "delete-first", // a CNAME tolerates nothing beside it
  volatile: ["name"],
});
