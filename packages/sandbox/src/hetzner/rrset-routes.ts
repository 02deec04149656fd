import { isIP } from "node:net";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../kernel/defined.ts";
import { VendorError } from "../kernel/vendor-error.ts";
import { actionReply, startAction } from "./action-routes.ts";
import { bodyOf, found, invalidField, LabelSet, listReply, refused, type Reply, selected } from "./exchange.ts";
import type { Hetzner } from "./hetzner.ts";
import { Rrset, type Zone } from "./rows.ts";

const record = z
  .object({ value: z.string().min(1), comment: z.string().nullish() })
  .transform(({ value, comment }) => (comment === undefined || comment === null ? { value } : { value, comment }));
const records = z.array(record).min(1);
const ttl = z.int().min(60).nullish();
export const CreateRrset = z.object({
  name: z.string().min(1).toLowerCase(),
  type: Rrset.shape.type,
  ttl,
  records,
  labels: LabelSet,
});
const ChangeRrset = z.object({ labels: LabelSet.removeDefault().optional() });
const Records = z.object({ records });
const AddRecords = z.object({ records, ttl });
const ChangeTtl = z.object({ ttl });
const ChangeProtection = z.object({ change: z.boolean() });

type ZoneOf = (cloud: Hetzner, c: Context) => Zone;

export function rrsetRoutes(cloud: Hetzner, zoneOf: ZoneOf): Hono {
  const app = new Hono();
  app.get("/", (c) => {
    const types = c.req.queries("type");
    const rows = selected(c, rrsetsOf(cloud, zoneOf(cloud, c)));
    return listReply(c, "rrsets", rows.filter(({ type }) => types?.includes(type) ?? true).map(rrsetReply));
  });
  app.post("/", async (c) => {
    const zone = zoneOf(cloud, c);
    const rrset = addRrset(cloud, zone, await bodyOf(c, CreateRrset));
    return c.json({ rrset: rrsetReply(rrset), action: zoneWork(cloud, zone, "create_rrset") }, 201);
  });
  app.get("/:name/:type", (c) => c.json({ rrset: rrsetReply(rrsetOf(cloud, zoneOf(cloud, c), c)) }));
  app.put("/:name/:type", async (c) => {
    const { id } = rrsetOf(cloud, zoneOf(cloud, c), c);
    const changed = cloud.rrsets.update(id, defined(await bodyOf(c, ChangeRrset)));
    return c.json({ rrset: rrsetReply(found(changed, "rrset")) });
  });
  app.delete("/:name/:type", (c) => {
    const zone = zoneOf(cloud, c);
    const rrset = changeable(rrsetOf(cloud, zone, c));
    if (rrset.type === "SOA" || (rrset.type === "NS" && rrset.name === "@")) {
      throw new VendorError(403, "forbidden", "this rrset belongs to the zone itself");
    }
    cloud.rrsets.remove(rrset.id);
    return c.json({ action: zoneWork(cloud, zone, "delete_rrset") }, 201);
  });
  rrsetActionRoutes(app, cloud, zoneOf);
  return app;
}

function rrsetActionRoutes(app: Hono, cloud: Hetzner, zoneOf: ZoneOf): void {
  const change = <T>(
    name: string,
    command: string,
    schema: z.ZodType<T>,
    patch: (rrset: Rrset, call: T) => Partial<Rrset>,
    status: 200 | 201 = 201,
  ): void => {
    app.post(`/:name/:type/actions/${name}`, async (c) => {
      const zone = zoneOf(cloud, c);
      const rrset = rrsetOf(cloud, zone, c);
      if (name !== "change_protection") changeable(rrset);
      const changed = patch(rrset, await bodyOf(c, schema));
      if (changed.records?.length === 0) cloud.rrsets.remove(rrset.id);
      else cloud.rrsets.update(rrset.id, changed);
      return c.json({ action: zoneWork(cloud, zone, command) }, status);
    });
  };
  change("set_records", "set_rrset_records", Records, ({ type }, call) => ({ records: checked(type, call.records) }));
  change("add_records", "add_rrset_records", AddRecords, (rrset, call) => ({
    records: [...without(rrset, call.records), ...checked(rrset.type, call.records)],
    ...(call.ttl === undefined ? {} : { ttl: call.ttl }),
  }));
  change("remove_records", "remove_rrset_records", Records, (rrset, call) => ({
    records: without(rrset, call.records),
  }));
  const commented: (rrset: Rrset, call: z.infer<typeof Records>) => Partial<Rrset> = (rrset, call) => ({
    records: rrset.records.map((old) => call.records.find(({ value }) => value === old.value) ?? old),
  });
  change("update_records", "update_rrset_records", Records, commented, 200);
  change("change_ttl", "change_rrset_ttl", ChangeTtl, (_, call) => ({ ttl: call.ttl ?? null }));
  change("change_protection", "change_rrset_protection", ChangeProtection, (_, protection) => ({ protection }));
}

export function rrsetsOf(cloud: Hetzner, zone: Zone): readonly Rrset[] {
  return cloud.rrsets.where((row) => row.zone === zone.id);
}

export function addRrset(cloud: Hetzner, zone: Zone, call: z.infer<typeof CreateRrset>): Rrset {
  const id = `${zone.id}/${call.name}/${call.type}`;
  const same = rrsetsOf(cloud, zone).filter(({ name }) => name === call.name);
  if (same.some(({ type }) => type === call.type)) {
    throw new VendorError(409, "uniqueness_error", "rrset already exists", { fields: [{ name: "name" }] });
  }
  if (same.length > 0 && (call.type === "CNAME" || same.some(({ type }) => type === "CNAME"))) {
    throw refused("invalid_input", "a CNAME cannot share its name with other rrsets");
  }
  return cloud.rrsets.add({
    id,
    zone: zone.id,
    name: call.name,
    type: call.type,
    ttl: call.ttl ?? null,
    labels: call.labels,
    records: checked(call.type, call.records),
    protection: { change: false },
  });
}

function checked(type: Rrset["type"], wanted: Rrset["records"]): Rrset["records"] {
  for (const { value } of wanted) {
    if (type === "A" && isIP(value) !== 4) throw invalidField("records", `${value} is no IPv4 address`);
    if (type === "AAAA" && isIP(value) !== 6) throw invalidField("records", `${value} is no IPv6 address`);
    if (type === "TXT" && !/^".*"$/s.test(value)) throw invalidField("records", "TXT values must be quoted");
  }
  return wanted;
}

function without(rrset: Rrset, gone: Rrset["records"]): Rrset["records"] {
  return rrset.records.filter((old) => !gone.some(({ value }) => value === old.value));
}

function changeable(rrset: Rrset): Rrset {
  if (rrset.protection.change) throw new VendorError(403, "protected", "rrset is protected from change");
  return rrset;
}

function rrsetOf(cloud: Hetzner, zone: Zone, c: Context): Rrset {
  return found(cloud.rrsets.get(`${zone.id}/${c.req.param("name")}/${c.req.param("type")}`), "rrset");
}

function zoneWork(cloud: Hetzner, zone: Zone, command: string): Reply {
  const work = { command, resources: [{ type: "zone", id: zone.id }], ms: 1_000 };
  return actionReply(startAction(cloud, work, []));
}

function rrsetReply(row: Rrset): Reply {
  return { ...row, id: `${row.name}/${row.type}` };
}
