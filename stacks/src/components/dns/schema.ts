import { z } from "zod";
import { text } from "../../text.ts";

const zoneName = () =>
  z.string().regex(/^([a-z0-9-]+\.)+[a-z0-9-]+$/, "expected a domain in lower case such as shop.example");
const seconds = () => z.int().min(60).max(86_400);

/** What every provider takes; the apex of the zone is `@`. */
const record = () => ({
  name: z
    .string()
    .regex(/^(@|\*|(\*\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?)$/, "expected a name inside the zone such as www, or @")
    .default("@")
    .describe("Name inside the zone, e.g. `www`; `@` is the zone itself, `*` every other name."),
  type: z.enum(["A", "AAAA", "CNAME", "MX", "NS", "TXT"]).describe("Type of the record."),
  value: text().optional().describe("Its value, e.g. `${box.ipv4}`."),
  values: z.array(text()).min(1).optional().describe("Its values, where there are several."),
  ttl: seconds().optional().describe("Seconds others may remember it. Default: the cloud's."),
  priority: z.int().min(0).max(65_535).optional().describe("For `MX`: lower is tried first."),
});

const oneOrMore = {
  check: ({ value, values }: { value?: unknown; values?: unknown }) => (value === undefined) !== (values === undefined),
  says: { path: ["value"], error: "expected either `value` or `values`" },
};

const plainRecord = () => z.strictObject(record()).refine(oneOrMore.check, oneOrMore.says);
const proxiedRecord = () =>
  z
    .strictObject({
      ...record(),
      proxied: z.boolean().default(false).describe("Whether traffic goes through Cloudflare (A, AAAA, CNAME)."),
    })
    .refine(oneOrMore.check, oneOrMore.says);

export type DnsRecord = z.infer<ReturnType<typeof plainRecord>>;
export type ProxiedDnsRecord = z.infer<ReturnType<typeof proxiedRecord>>;

const settings = () => ({
  zone: zoneName().describe("The domain, e.g. `shop.example`."),
  createZone: z
    .boolean()
    .default(false)
    .describe("Whether the zone itself is made here. Default: it exists, and only the records are."),
});
const records = "The records. Others that the zone has stay as they are.";

export type CloudflareDns = z.infer<ReturnType<typeof cloudflareDns>>;
const cloudflareDns = () =>
  z.strictObject({
    provider: z.literal("cloudflare"),
    ...settings(),
    zoneId: text({ pattern: /^[0-9a-f]{32}$/, expected: "the 32-digit id of a zone" })
      .optional()
      .describe("Id of the zone, from its page in Cloudflare's dashboard. Not with `createZone`."),
    records: z.array(proxiedRecord()).default([]).describe(records),
  });

export type HetznerDns = z.infer<ReturnType<typeof hetznerDns>>;
const hetznerDns = () =>
  z.strictObject({
    provider: z.literal("hetzner"),
    ...settings(),
    records: z.array(plainRecord()).default([]).describe(records),
  });

export type DigitaloceanDns = z.infer<ReturnType<typeof digitaloceanDns>>;
const digitaloceanDns = () =>
  z.strictObject({
    provider: z.literal("digitalocean"),
    ...settings(),
    records: z.array(plainRecord()).default([]).describe(records),
  });

export type DnsSettings = z.infer<ReturnType<typeof dnsSettings>>;
export const dnsSettings = () =>
  z.discriminatedUnion("provider", [
    cloudflareDns().refine(({ createZone, zoneId }) => createZone === (zoneId === undefined), {
      path: ["zoneId"],
      error: "expected either `zoneId` or `createZone: true`",
    }),
    hetznerDns(),
    digitaloceanDns(),
  ]);
