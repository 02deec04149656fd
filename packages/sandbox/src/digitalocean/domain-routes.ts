import { isIP } from "node:net";
import { Hono } from "hono";
import { z } from "zod";
import { defined } from "../kernel/defined.ts";
import type { DigitalOcean } from "./digital-ocean.ts";
import { bodyOf, found, listReply, unprocessable } from "./exchange.ts";
import { enrol } from "./project-routes.ts";
import { type Domain, DomainRecord } from "./rows.ts";

const defaultTtl = 1800;

const CreateDomain = z.object({
  name: z.string().regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/i, "is not a valid domain name"),
  ip_address: z.string().nullish(),
});
const number = z.int().min(0).max(65_535).nullish();
const WriteRecord = z.object({
  type: DomainRecord.shape.type,
  name: z.string().optional(),
  data: z.string().optional(),
  priority: number,
  port: number,
  ttl: z.int().min(30).nullish(),
  weight: number,
  flags: z.int().min(0).max(255).nullish(),
  tag: z.string().nullish(),
});
type WriteRecord = z.infer<typeof WriteRecord>;

/** Record types whose data is a host name: it must end with a dot, and is read back without it. */
const hostTypes: readonly DomainRecord["type"][] = ["CNAME", "MX", "NS", "SRV"];

export function domainRoutes(cloud: DigitalOcean): Hono {
  const app = new Hono();
  app.get("/", (c) =>
    listReply(
      cloud,
      c,
      "domains",
      cloud.domains.all().map((row) => domainReply(cloud, row)),
    ),
  );
  app.post("/", async (c) => {
    const call = await bodyOf(c, CreateDomain);
    if (cloud.domains.get(call.name) !== undefined) throw unprocessable("Name already exists");
    const domain = cloud.domains.add({ id: call.name, ttl: defaultTtl });
    enrol(cloud, `do:domain:${domain.id}`);
    addRecord(cloud, domain, { type: "SOA", name: "@", data: String(defaultTtl) });
    for (const server of ["ns1", "ns2", "ns3"]) {
      addRecord(cloud, domain, { type: "NS", name: "@", data: `${server}.digitalocean.com.` });
    }
    if (call.ip_address) addRecord(cloud, domain, { type: "A", name: "@", data: call.ip_address });
    return c.json({ domain: { name: domain.id, ttl: null, zone_file: null } }, 201);
  });
  app.get("/:domain", (c) => c.json({ domain: domainReply(cloud, found(cloud.domains.get(c.req.param("domain")))) }));
  app.delete("/:domain", (c) => {
    cloud.apply([cloud.domains.removalOf(found(cloud.domains.get(c.req.param("domain"))).id)]);
    return c.body(null, 204);
  });
  recordRoutes(app, cloud);
  return app;
}

function recordRoutes(app: Hono, cloud: DigitalOcean): void {
  const recordOf = (domain: string, id: string): DomainRecord => {
    const record = found(cloud.records.get(id));
    return found(record.domain === found(cloud.domains.get(domain)).id ? record : undefined);
  };
  app.get("/:domain/records", (c) => {
    const domain = found(cloud.domains.get(c.req.param("domain"))).id;
    const { name, type } = c.req.query();
    const rows = recordsOf(cloud, domain).filter(
      (row) => (name === undefined || fullName(row) === name) && (type === undefined || row.type === type),
    );
    return listReply(cloud, c, "domain_records", rows.map(recordReply));
  });
  app.post("/:domain/records", async (c) => {
    const domain = found(cloud.domains.get(c.req.param("domain")));
    const record = addRecord(cloud, domain, await bodyOf(c, WriteRecord));
    return c.json({ domain_record: recordReply(record) }, 201);
  });
  app.get("/:domain/records/:id", (c) => {
    return c.json({ domain_record: recordReply(recordOf(c.req.param("domain"), c.req.param("id"))) });
  });
  app.on(["PUT", "PATCH"], "/:domain/records/:id", async (c) => {
    const record = recordOf(c.req.param("domain"), c.req.param("id"));
    const call = await bodyOf(c, WriteRecord.partial());
    const data = call.data ?? (hostTypes.includes(record.type) ? `${record.data}.` : record.data);
    const wanted = { ...record, ...defined(call), data, type: record.type };
    return c.json({ domain_record: recordReply(cloud.records.add(recordFrom(cloud, record, wanted))) });
  });
  app.delete("/:domain/records/:id", (c) => {
    cloud.records.remove(recordOf(c.req.param("domain"), c.req.param("id")).id);
    return c.body(null, 204);
  });
}

function addRecord(cloud: DigitalOcean, domain: Domain, call: WriteRecord): DomainRecord {
  return cloud.records.add(recordFrom(cloud, { id: cloud.store.nextId(), domain: domain.id }, call));
}

function recordFrom(
  cloud: DigitalOcean,
  { id, domain }: Pick<DomainRecord, "id" | "domain">,
  call: WriteRecord,
): DomainRecord {
  const name = call.name === undefined || call.name === "" ? "@" : call.name;
  const record: DomainRecord = {
    id,
    domain,
    type: call.type,
    name,
    data: dataOf(call.type, call.data),
    priority: call.priority ?? (call.type === "MX" || call.type === "SRV" ? 0 : null),
    port: call.port ?? null,
    ttl: call.ttl ?? defaultTtl,
    weight: call.weight ?? null,
    flags: call.flags ?? (call.type === "CAA" ? 0 : null),
    tag: call.tag ?? null,
  };
  const others = recordsOf(cloud, domain).filter((row) => row.id !== id && row.name === name);
  if (others.some(({ type }) => (type === "CNAME") !== (record.type === "CNAME")) || clash(record, others)) {
    throw unprocessable("CNAME records cannot share a name with other records");
  }
  return record;
}

function clash(record: DomainRecord, others: readonly DomainRecord[]): boolean {
  return record.type === "CNAME" && others.length > 0;
}

function dataOf(type: DomainRecord["type"], data: string | undefined): string {
  if (data === undefined || data === "") throw unprocessable("Data can't be blank");
  if (type === "A" && isIP(data) !== 4) throw unprocessable("IP address did not match IPv4 format (e.g. 127.0.0.1).");
  if (type === "AAAA" && isIP(data) !== 6)
    throw unprocessable("IP address did not match IPv6 format (e.g. 2001:db8::ff00:42:8329).");
  if (!hostTypes.includes(type) && type !== "CAA") return data;
  if (data === "@" || (type === "CAA" && !data.endsWith("."))) return data;
  if (!data.endsWith(".")) throw unprocessable("Data needs to end with a dot (.)");
  return data.slice(0, -1);
}

function recordsOf(cloud: DigitalOcean, domain: string): readonly DomainRecord[] {
  return cloud.records.where((row) => row.domain === domain);
}

function fullName(row: DomainRecord): string {
  return row.name === "@" ? row.domain : `${row.name}.${row.domain}`;
}

function recordReply({ domain, ...row }: DomainRecord): Readonly<Record<string, unknown>> {
  void domain;
  return row;
}

function domainReply(cloud: DigitalOcean, { id, ttl }: Domain): Readonly<Record<string, unknown>> {
  const lines = recordsOf(cloud, id).map((row) => `${fullName(row)}. ${row.ttl} IN ${row.type} ${row.data}`);
  return { name: id, ttl, zone_file: `$ORIGIN ${id}.\n$TTL ${ttl}\n${lines.join("\n")}\n` };
}
