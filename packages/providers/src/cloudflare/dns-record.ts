import { type Marker, StackId } from "@cloudmake/model";
import type { KnownObject } from "@cloudmake/ports";
import { z } from "zod";
import { defineResource, type ListCall, type Live, type ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { orNone } from "../or-none.ts";
import { plainAddress } from "../plain-address.ts";
import { cloudflare } from "./cloudflare.ts";
import { type DnsRecordInputs, type DnsRecordOutputs, dnsRecordRules } from "./dns-record-rules.ts";
import { envelope, Ignored } from "./envelope.ts";
import { recordedOf } from "./recorded.ts";
import { listZones } from "./zone.ts";

type Found = z.infer<typeof Found>;
const Found = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  content: z.string().default(""),
  ttl: z.number(),
  proxied: z.boolean().default(false),
  priority: z.number().nullish(),
  comment: z.string().nullish(),
});
const RecordReply = envelope(Found);
const RecordPage = envelope(z.array(Found));

const PAGE_SIZE = 5000;
const MAX_COMMENT_CHARACTERS = 100; // on the free plan
const { type } = dnsRecordRules;

/** A record's comment says whose it is; where stack and marker do not fit into one, name, type and content do. */
export const dnsRecord = defineResource(dnsRecordRules, {
  api: cloudflare,

  async list(api, call) {
    const lists = await Promise.all((await zoneIds(api, call)).map((zoneId) => listRecords(api, zoneId, call)));
    const recorded = recordedOf(call, type);
    return lists.flat().map((live) => asRecorded(live, recorded.get(live.id)));
  },

  async read(api, id, call) {
    const reply = await api.find(recordPath(id), RecordReply, call);
    return reply && toLive(zoneOf(id), reply.result);
  },

  async find(api, inputs, call) {
    const wanted = keyOf(inputs);
    const candidates = (await listRecords(api, inputs.zoneId, call)).filter(({ id }) => !call.exclude.has(id));
    return (
      candidates.find(({ marker }) => marker?.hash === call.marker.hash) ??
      candidates.find((live) => keyOf(live.inputs) === wanted)
    );
  },

  async create(api, inputs, call) {
    const path = `${zonePath(inputs.zoneId)}/dns_records`;
    const { result } = await api.post(path, toWire(inputs, call.marker), RecordReply, call);
    return toLive(inputs.zoneId, result);
  },

  async update(api, id, inputs, call) {
    const { result } = await api.patch(recordPath(id), toWire(inputs, call.marker), RecordReply, call);
    return toLive(inputs.zoneId, result);
  },

  async delete(api, id, call) {
    await api.delete(recordPath(id), Ignored, call);
  },
});

const WrittenInputs = dnsRecordRules.inputs.partial();

type LiveRecord = Live<DnsRecordInputs, DnsRecordOutputs>;

/** The account's zones, and those of others in which a record of ours stands. */
async function zoneIds(api: CloudApi, call: ListCall): Promise<readonly string[]> {
  const zones = await call.once("cloudflare/zones", () => listZones(api, call));
  const ours = call.known.filter((object) => object.type === type).map(({ id }) => zoneOf(id));
  return [...new Set([...zones.map(({ id }) => id), ...ours])];
}

async function listRecords(api: CloudApi, zoneId: string, { signal }: ReadCall): Promise<readonly LiveRecord[]> {
  const query = { per_page: PAGE_SIZE };
  const path = `${zonePath(zoneId)}/dns_records`;
  const records = await orNone(api.pages(path, RecordPage, ({ result }) => result, { signal, query }));
  return records.map((item) => toLive(zoneId, item));
}

function toWire({ zoneId: _zone, proxied = false, ...inputs }: DnsRecordInputs, marker: Marker): object {
  return { ...inputs, proxied, comment: commentOf(marker) };
}

function toLive(zoneId: string, found: Found): LiveRecord {
  const { name, content, ttl, proxied, priority, comment } = found;
  const known = dnsRecordRules.inputs.shape.type.safeParse(found.type).data;
  return {
    id: `${zoneId}/${found.id}`,
    name: `${name} ${found.type}`,
    marker: markerOf(comment ?? ""),
    inputs: {
      zoneId,
      name,
      content,
      proxied,
      ...(known && { type: known }),
      ttl,
      priority: priority ?? null,
    },
    outputs: { name },
  };
}

/** What means the same stays as it was written; a proxied record has no ttl of its own, whatever was written. */
function asRecorded(live: LiveRecord, before: KnownObject | undefined): LiveRecord {
  const { data: written = {} } = WrittenInputs.safeParse(before?.inputs);
  const { name, type, content, ttl } = written;
  const inputs = {
    ...live.inputs,
    ...(keyOf(written) === keyOf(live.inputs) && { name, type, content }),
    ...(live.inputs.proxied && ttl !== undefined && { ttl }),
  };
  return { ...live, inputs };
}

/** Name, type and content, however written. */
function keyOf({ name, type, content }: LiveRecord["inputs"]): string {
  const plain = type === "TXT" ? content?.replace(/^"(.*)"$/s, "$1") : plainAddress(bare(content ?? ""));
  return [bare(name ?? ""), type, plain].join("\n");
}

function bare(text: string): string {
  return text.toLowerCase().replace(/\.$/, "");
}

function commentOf({ stack, hash }: Marker): string | undefined {
  const comment = `cloudmake stack=${stack} marker=${hash}`;
  return comment.length <= MAX_COMMENT_CHARACTERS ? comment : undefined;
}

function markerOf(comment: string): Marker | undefined {
  const [, text, hash] = /^cloudmake stack=(\S+) marker=([0-9a-f]+)$/.exec(comment) ?? [];
  const stack = StackId.safeParse(text);
  return stack.success && hash !== undefined ? { stack: stack.data, hash } : undefined;
}

function zoneOf(id: string): string {
  return id.split("/")[0] ?? "";
}

function zonePath(zoneId: string): string {
  return `/zones/${encodeURIComponent(zoneId)}`;
}

function recordPath(id: string): string {
  const [zoneId = "", record = ""] = id.split("/");
  return `${zonePath(zoneId)}/dns_records/${encodeURIComponent(record)}`;
}
