import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { recordKey } from "../natural-key.ts";
import { sdkVersion } from "./sdk-version.ts";

const dnsRecordInputs = () =>
  z.strictObject({
    domain: z.string(),
    type: z.enum(["A", "AAAA", "CAA", "CNAME", "MX", "NS", "SRV", "TXT"]),
    /** Relative to the domain; `@` is the domain itself. */
    name: z.string(),
    value: z.string(),
    /** Seconds */
    ttl: z.coerce.number().int().min(30).optional(),
    priority: z.coerce.number().int().optional(),
    port: z.coerce.number().int().optional(),
    weight: z.coerce.number().int().optional(),
    flags: z.coerce.number().int().optional(),
    tag: z.string().optional(),
  });
export type DnsRecordInputs = z.infer<ReturnType<typeof dnsRecordInputs>>;

const dnsRecordOutputs = () => z.object({ fqdn: z.string() });
export type DnsRecordOutputs = z.infer<ReturnType<typeof dnsRecordOutputs>>;

/** One DNS record, told from others by domain, name, kind and value. */
export const dnsRecordRules = describeResource({
  cloud: "digitalocean",
  type: "digitalocean:index/dnsRecord:DnsRecord",
  version: sdkVersion,
  inputs: dnsRecordInputs,
  outputs: dnsRecordOutputs,
  replaceOn: ["domain", "type"],
  naturalKey: recordKey("domain", "value"),
  volatile: ["fqdn"],
});
