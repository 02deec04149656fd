import { type Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../kernel/defined.ts";
import { VendorError } from "../kernel/vendor-error.ts";
import { actionReply, actionsOf, startAction } from "./action-routes.ts";
import { bodyOf, found, LabelSet, listReply, refuseBeyondQuota, type Reply, selected } from "./exchange.ts";
import { refuseProtected, refuseTakenName } from "./family-routes.ts";
import type { Hetzner } from "./hetzner.ts";
import type { Rrset, Zone } from "./rows.ts";
import { addRrset, CreateRrset, rrsetRoutes, rrsetsOf } from "./rrset-routes.ts";

const defaultTtl = 3600;
const nameservers = ["hydrogen.ns.hetzner.com.", "oxygen.ns.hetzner.com.", "helium.ns.hetzner.de."];

const ttl = z.int().min(60).max(2_147_483_647);
const CreateZone = z.object({
  name: z.string().regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,}$/, "is no valid domain name"),
  mode: z.enum(["primary", "secondary"]),
  ttl: ttl.default(defaultTtl),
  primary_nameservers: z.array(z.looseObject({ address: z.string() })).default([]),
  rrsets: z.array(CreateRrset).default([]),
  zonefile: z.string().optional(),
  labels: LabelSet,
});
const ChangeZone = z.object({ labels: LabelSet.removeDefault().optional() });
const ChangeTtl = z.object({ ttl });
const ChangeProtection = z.object({ delete: z.boolean() });

export function zoneRoutes(cloud: Hetzner): Hono {
  const app = new Hono();
  app.get("/", (c) => {
    const rows = selected(c, cloud.zones.all());
    return listReply(
      c,
      "zones",
      rows.map((row) => zoneReply(cloud, row)),
    );
  });
  app.post("/", async (c) => {
    const call = await bodyOf(c, CreateZone);
    refuseTakenName(cloud.zones.all(), "zone", call.name);
    refuseBeyondQuota(cloud, "zones", cloud.zones.all().length);
    const zone = addZone(cloud, call);
    const action = zoneAction(cloud, zone, "create_zone", { status: "ok" });
    return c.json({ zone: zoneReply(cloud, zone), action }, 201);
  });
  app.get("/:zone", (c) => c.json({ zone: zoneReply(cloud, zoneOf(cloud, c)) }));
  app.put("/:zone", async (c) => {
    const { id } = zoneOf(cloud, c);
    const changed = cloud.zones.update(id, defined(await bodyOf(c, ChangeZone)));
    return c.json({ zone: zoneReply(cloud, found(changed, "zone")) });
  });
  app.delete("/:zone", (c) => {
    const zone = zoneOf(cloud, c);
    refuseProtected("zone", zone);
    cloud.apply([cloud.zones.removalOf(zone.id)]);
    return c.json({ action: zoneAction(cloud, zone, "delete_zone", {}) }, 201);
  });
  zoneActionRoutes(app, cloud);
  app.route("/:zone/rrsets", rrsetRoutes(cloud, zoneOf));
  return app;
}

function zoneActionRoutes(app: Hono, cloud: Hetzner): void {
  app.get("/:zone/actions", (c) => {
    return listReply(c, "actions", actionsOf(cloud, "zone", zoneOf(cloud, c).id).map(actionReply));
  });
  app.post("/:zone/actions/change_ttl", async (c) => {
    const zone = zoneOf(cloud, c);
    return c.json({ action: zoneAction(cloud, zone, "change_zone_ttl", await bodyOf(c, ChangeTtl)) }, 201);
  });
  app.post("/:zone/actions/change_protection", async (c) => {
    const zone = zoneOf(cloud, c);
    const protection = await bodyOf(c, ChangeProtection);
    return c.json({ action: zoneAction(cloud, zone, "change_zone_protection", { protection }) }, 201);
  });
  app.get("/:zone/zonefile", (c) => {
    const zone = zoneOf(cloud, c);
    const lines = rrsetsOf(cloud, zone).flatMap((set) =>
      set.records.map(({ value }) => `${set.name}\t${set.ttl ?? zone.ttl}\tIN\t${set.type}\t${value}`),
    );
    return c.json({ zonefile: `$ORIGIN\t${zone.name}.\n$TTL\t${zone.ttl}\n${lines.join("\n")}\n` });
  });
}

/** Zones go by id and by name. */
function zoneOf(cloud: Hetzner, c: Context): Zone {
  const idOrName = c.req.param("zone") ?? "";
  return found(
    cloud.zones.all().find(({ id, name }) => name === idOrName || String(id) === idOrName),
    "zone",
  );
}

function addZone(cloud: Hetzner, call: z.infer<typeof CreateZone>): Zone {
  const { rrsets, zonefile, ...wanted } = call;
  if (zonefile !== undefined && rrsets.length > 0) {
    throw new VendorError(422, "invalid_input", "zonefile and rrsets exclude each other");
  }
  const zone = cloud.zones.add({
    ...wanted,
    id: cloud.store.nextId(),
    created: cloud.now(),
    status: "updating",
    protection: { delete: false },
  });
  const soa = `hydrogen.ns.hetzner.com. dns.hetzner.com. ${new Date(cloud.kernel.clock.now()).getUTCFullYear()}010100 86400 10800 3600000 3600`;
  addFixed(cloud, zone, "SOA", [soa]);
  addFixed(cloud, zone, "NS", nameservers);
  for (const rrset of rrsets) addRrset(cloud, zone, rrset);
  return zone;
}

function addFixed(cloud: Hetzner, zone: Zone, type: Rrset["type"], values: readonly string[]): void {
  addRrset(cloud, zone, { name: "@", type, ttl: null, labels: {}, records: values.map((value) => ({ value })) });
}

function zoneAction(cloud: Hetzner, zone: Zone, command: string, patch: Partial<Zone>): Reply {
  const work = { command, resources: [{ type: "zone", id: zone.id }], ms: 1_500 };
  return actionReply(startAction(cloud, work, [cloud.zones.patchOf(zone.id, patch)]));
}

function zoneReply(cloud: Hetzner, row: Zone): Reply {
  const { primary_nameservers, ...rest } = row;
  return {
    ...rest,
    ...(row.mode === "secondary" ? { primary_nameservers } : {}),
    record_count: rrsetsOf(cloud, row).reduce((sum, { records }) => sum + records.length, 0),
    registrar: "other",
    authoritative_nameservers: {
      assigned: nameservers,
      delegated: [],
      delegation_last_check: null,
      delegation_status: "unknown",
    },
  };
}
