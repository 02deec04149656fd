import { z } from "zod";
import type { KnownObject } from "@cloudmake/ports";
import { defineResource, type Live } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { orNone } from "../or-none.ts";
import { plainAddress } from "../plain-address.ts";
import { deleted } from "./action.ts";
import { digitalocean } from "./digitalocean.ts";
import { type DnsRecordInputs, type DnsRecordOutputs, dnsRecordRules } from "./dns-record-rules.ts";
import { domainRules } from "./domain-rules.ts";

const { type } = dnsRecordRules;

type LiveRecord = Live<DnsRecordInputs, DnsRecordOutputs>;

const DnsRecord = z.object({
  id: z.number(),
  type: z.string(),
  name: z.string(),
  data: z.string(),
  ttl: z.number(),
  priority: z.number().nullish(),
  port: z.number().nullish(),
  weight: z.number().nullish(),
  flags: z.number().nullish(),
  tag: z.string().nullish(),
});
type DnsRecord = z.infer<typeof DnsRecord>;
const Page = z.object({ domain_records: z.array(DnsRecord) }).transform(({ domain_records }) => domain_records);
const Reply = z.object({ domain_record: DnsRecord }).transform(({ domain_record }) => domain_record);

/** Kinds whose value is a host name: sent with the final dot, answered without. */
const hostKinds: ReadonlySet<string> = new Set(["CAA", "CNAME", "MX", "NS", "SRV"]);

/** Found by what tells it from others; its id is `<domain>/<number>`. */
export const dnsRecord = defineResource(dnsRecordRules, {
  api: digitalocean,
  list: async (api, { known, signal }) => {
    const spelled = known.map(({ id, inputs }) => ({
      id,
      words: dnsRecordRules.inputs.shape.value.safeParse(inputs["value"]),
    }));
    const words = new Map(spelled.map((record) => [record.id, record.words.data]));
    const lists = domainsOf(known).map(async (domain) => {
      const records = await recordsOf(api, domain, signal);
      return records.flatMap((record) => live(domain, record, words.get(`${domain}/${record.id}`)) ?? []);
    });
    return (await Promise.all(lists)).flat();
  },
  read: async (api, id, { signal }) => {
    const [domain = ""] = id.split("/");
    const found = await api.find(pathOf(id), Reply, { signal });
    return found === undefined ? undefined : live(domain, found);
  },
  find: async (api, inputs, { exclude, signal }) => {
    const { domain, name, value } = inputs;
    const records = await recordsOf(api, domain, signal);
    return records
      .filter((record) => record.type === inputs.type && record.name === name)
      .flatMap((record) => live(domain, record, value) ?? [])
      .find((found) => found.inputs.value === value && !exclude.has(found.id));
  },
  create: async (api, inputs, { signal }) => {
    const path = `/v2/domains/${inputs.domain}/records`;
    return settledOf(inputs, await api.post(path, toWire(inputs), Reply, { signal }));
  },
  update: async (api, id, inputs, { signal }) =>
    settledOf(inputs, await api.put(pathOf(id), toWire(inputs), Reply, { signal })),
  delete: (api, id, call) => deleted(api, pathOf(id), call),
});

function domainsOf(known: readonly KnownObject[]): readonly string[] {
  const named = known.flatMap((object): string[] => {
    if (object.type === type) return [String(object.inputs["domain"])];
    return object.type === domainRules.type ? [object.id] : [];
  });
  return [...new Set(named)];
}

/** A domain that is gone has no records. */
function recordsOf(api: CloudApi, domain: string, signal: AbortSignal): Promise<readonly DnsRecord[]> {
  return orNone(api.pages(`/v2/domains/${domain}/records`, Page, (found) => found, { signal }));
}

function pathOf(id: string): string {
  const [domain = "", record = ""] = id.split("/");
  return `/v2/domains/${domain}/records/${record}`;
}

function toWire({ type: kind, name, value, ttl, priority, port, weight, flags, tag }: DnsRecordInputs): object {
  const data = hostKinds.has(kind) && value !== "@" && !value.endsWith(".") ? `${value}.` : value;
  return { type: kind, name, data, ttl, priority, port, weight, flags, tag };
}

/** What was just written; its kind is one of ours. */
function settledOf(inputs: DnsRecordInputs, record: DnsRecord): LiveRecord {
  const { domain, value } = inputs;
  return live(domain, record, value) ?? { ...bare(domain, record), inputs };
}

/** @param words how a spec or a record spells the value: the final dot and the groups of an address make no difference */
function live(domain: string, record: DnsRecord, words = ""): LiveRecord | undefined {
  const kind = dnsRecordRules.inputs.shape.type.safeParse(record.type).data;
  if (kind === undefined) return undefined; // SOA
  const { name, data, ttl, priority, port, weight, flags, tag } = record;
  return {
    ...bare(domain, record),
    inputs: {
      domain,
      type: kind,
      name,
      value: meansSame(kind, words, data) ? words : data,
      ttl,
      priority: priority ?? null,
      port: port ?? null,
      weight: weight ?? null,
      flags: flags ?? null,
      tag: tag ?? null,
    },
  };
}

function meansSame(kind: string, words: string, data: string): boolean {
  if (kind === "AAAA") return plainAddress(words) === plainAddress(data);
  return hostKinds.has(kind) && words === `${data}.`;
}

function bare(domain: string, { id, name, type: kind }: DnsRecord): Omit<LiveRecord, "inputs"> {
  const fqdn = name === "@" ? domain : `${name}.${domain}`;
  return { id: `${domain}/${id}`, name: `${name} ${kind}`, outputs: { fqdn } };
}
