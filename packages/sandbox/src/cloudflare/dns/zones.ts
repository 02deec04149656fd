import type { Hono } from "hono";
import { z } from "zod";
import { body, CloudflareRefusal, newId, ok, okPage } from "../answer.ts";
import { forgetTags } from "../tags.ts";
import { sandboxAccountId } from "../../sandbox-env.ts";
import { now, type World } from "../world.ts";
import type { Zone } from "./rows.ts";

const pages = { usual: 20, most: 50 } as const;
/** After this the registrar is taken to have moved the name servers. */
const activationMs = 60_000;
const Wanted = z.object({
  name: z.string(),
  account: z.object({ id: z.string().optional() }).optional(),
  type: z.enum(["full", "partial", "secondary", "internal"]).default("full"),
});
const Change = z.object({ paused: z.boolean().optional(), type: z.string().optional() });

export function addZones(api: Hono, world: World): void {
  api.get("/zones", (c) => {
    const { name, status, "account.id": account } = c.req.query();
    const shown = [...world.state.zones.values()]
      .filter((zone) => name === undefined || zone.name === name)
      .filter((zone) => status === undefined || zone.status === status)
      .filter((zone) => account === undefined || zone.accountId === account);
    return okPage(c, shown, pages, show);
  });

  api.post("/zones", async (c) => {
    const { name: written, account, type } = await body(c, Wanted);
    const name = written.toLowerCase();
    if (!/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(name)) {
      throw new CloudflareRefusal(400, 1099, `'${name}' is not a valid zone name.`);
    }
    if ([...world.state.zones.values()].some((zone) => zone.name === name)) {
      throw new CloudflareRefusal(400, 1061, `${name} already exists.`);
    }
    const zone: Zone = {
      id: newId(),
      name,
      accountId: account?.id ?? sandboxAccountId,
      status: "pending",
      type,
      paused: false,
      createdOn: now(world),
      modifiedOn: now(world),
      activatedOn: null,
      records: new Map(),
      routes: new Map(),
    };
    world.state.zones.set(zone.id, zone);
    const answer = ok(c, show(zone));
    world.kernel.clock.later(activationMs, () => activate(world, zone.id));
    return answer;
  });

  api.get("/zones/:zone", (c) => ok(c, show(zoneOf(world, c.req.param("zone")))));
  api.put("/zones/:zone/activation_check", (c) => {
    const { id } = zoneOf(world, c.req.param("zone"));
    activate(world, id);
    return ok(c, { id });
  });

  api.patch("/zones/:zone", async (c) => {
    const zone = zoneOf(world, c.req.param("zone"));
    const change = await body(c, Change);
    if (Object.keys(change).length !== 1) {
      throw new CloudflareRefusal(400, 1016, "Exactly one zone property can be changed at a time.");
    }
    Object.assign(zone, change, { modifiedOn: now(world) });
    return ok(c, show(zone));
  });

  api.delete("/zones/:zone", (c) => {
    const { id } = zoneOf(world, c.req.param("zone"));
    world.state.zones.delete(id);
    forgetTags(world.state.zoneTags, "zone", id);
    return ok(c, { id });
  });
}

/** On restore nothing waits any more: a pending zone is active by then. */
export function activate(world: World, id: string): void {
  const zone = world.state.zones.get(id);
  if (zone === undefined || zone.status === "active") return;
  zone.status = "active";
  zone.activatedOn = now(world);
  world.kernel.changed();
}

export function zoneOf(world: World, id: string): Zone {
  const zone = world.state.zones.get(id);
  if (zone === undefined) throw new CloudflareRefusal(404, 1003, "Invalid or missing zone id.");
  return zone;
}

function show(zone: Zone): object {
  return {
    id: zone.id,
    name: zone.name,
    status: zone.status,
    paused: zone.paused,
    type: zone.type,
    development_mode: 0,
    name_servers: ["ada.ns.cloudflare.invalid", "bob.ns.cloudflare.invalid"],
    original_name_servers: [],
    original_registrar: null,
    original_dnshost: null,
    created_on: zone.createdOn,
    modified_on: zone.modifiedOn,
    activated_on: zone.activatedOn,
    meta: { step: 2, custom_certificate_quota: 0, page_rule_quota: 3, phishing_detected: false },
    owner: { id: zone.accountId, type: "organization", name: "Sandbox" },
    account: { id: zone.accountId, name: "Sandbox" },
    permissions: ["#dns_records:edit", "#dns_records:read", "#zone:edit", "#zone:read"],
    plan: { id: "0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee", name: "Free Website", price: 0, currency: "USD", frequency: "" },
  };
}
