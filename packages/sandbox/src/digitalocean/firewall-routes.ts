import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { VendorError } from "../kernel/vendor-error.ts";
import type { DigitalOcean } from "./digital-ocean.ts";
import { bodyOf, found, listReply, unprocessable } from "./exchange.ts";
import { type Firewall, InboundRule, OutboundRule } from "./rows.ts";
import { ensureTags, TagNames } from "./tag-routes.ts";

const rolloutMs = 2_000;
const maxRules = 50;

const droplets = z
  .array(z.int())
  .nullish()
  .transform((ids) => [...new Set(ids ?? [])]);
const inbound = z
  .array(InboundRule)
  .max(maxRules)
  .nullish()
  .transform((rules) => (rules ?? []).map(withReadPorts));
const outbound = z
  .array(OutboundRule)
  .max(maxRules)
  .nullish()
  .transform((rules) => (rules ?? []).map(withReadPorts));

const WriteFirewall = z.object({
  name: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9.-]+$/, "may only contain letters, numbers, dashes, and periods"),
  inbound_rules: inbound,
  outbound_rules: outbound,
  droplet_ids: droplets,
  tags: TagNames,
});
const Rules = z.object({ inbound_rules: inbound, outbound_rules: outbound });
const DropletIds = z.object({ droplet_ids: droplets });
const Tags = z.object({ tags: TagNames });

export function firewallRoutes(cloud: DigitalOcean): Hono {
  const app = new Hono();
  app.get("/", (c) => listReply(cloud, c, "firewalls", cloud.firewalls.all().map(firewallReply)));
  app.post("/", async (c) => {
    const call = checked(cloud, await bodyOf(c, WriteFirewall), undefined);
    const firewall = cloud.firewalls.add({ ...call, id: randomUUID(), status: "waiting", created_at: cloud.now() });
    rollOut(cloud, firewall.id);
    return c.json({ firewall: firewallReply(firewall) }, 202);
  });
  app.get("/:id", (c) => c.json({ firewall: firewallReply(firewallOf(cloud, c)) }));
  app.put("/:id", async (c) => {
    const { id } = firewallOf(cloud, c);
    return c.json({ firewall: firewallReply(change(cloud, id, checked(cloud, await bodyOf(c, WriteFirewall), id))) });
  });
  app.delete("/:id", (c) => {
    cloud.firewalls.remove(firewallOf(cloud, c).id);
    return c.body(null, 204);
  });
  partRoutes(app, cloud);
  return app;
}

/** Droplets, tags and rules can be added and taken away one by one. */
function partRoutes(app: Hono, cloud: DigitalOcean): void {
  app.on(["POST", "DELETE"], "/:id/droplets", async (c) => {
    const { id, droplet_ids } = firewallOf(cloud, c);
    const call = await bodyOf(c, DropletIds);
    checkDroplets(cloud, call.droplet_ids);
    change(cloud, id, { droplet_ids: merged(c, droplet_ids, call.droplet_ids) });
    return c.body(null, 204);
  });
  app.on(["POST", "DELETE"], "/:id/tags", async (c) => {
    const firewall = firewallOf(cloud, c);
    const call = await bodyOf(c, Tags);
    ensureTags(cloud, call.tags);
    change(cloud, firewall.id, { tags: merged(c, firewall.tags, call.tags) });
    return c.body(null, 204);
  });
  app.on(["POST", "DELETE"], "/:id/rules", async (c) => {
    const { id, inbound_rules, outbound_rules } = firewallOf(cloud, c);
    const call = await bodyOf(c, Rules);
    change(cloud, id, {
      inbound_rules: merged(c, inbound_rules, call.inbound_rules),
      outbound_rules: merged(c, outbound_rules, call.outbound_rules),
    });
    return c.body(null, 204);
  });
}

function checked(
  cloud: DigitalOcean,
  call: z.infer<typeof WriteFirewall>,
  self: string | undefined,
): z.infer<typeof WriteFirewall> {
  if (call.inbound_rules.length + call.outbound_rules.length === 0) throw unprocessable("must have at least one rule");
  if (cloud.firewalls.all().some(({ id, name }) => name === call.name && id !== self)) {
    throw new VendorError(409, "conflict", "duplicate name");
  }
  checkDroplets(cloud, call.droplet_ids);
  ensureTags(cloud, call.tags);
  return call;
}

function checkDroplets(cloud: DigitalOcean, ids: readonly number[]): void {
  for (const id of ids) if (cloud.droplets.get(id) === undefined) throw unprocessable(`droplet ${id} does not exist`);
}

function change(cloud: DigitalOcean, id: string, patch: Partial<Firewall>): Firewall {
  const firewall = found(cloud.firewalls.update(id, { ...patch, status: "waiting" }));
  rollOut(cloud, id);
  return firewall;
}

function rollOut(cloud: DigitalOcean, id: string): void {
  cloud.kernel.clock.later(rolloutMs, () => settleFirewall(cloud, id));
}

export function settleFirewall(cloud: DigitalOcean, id: string): void {
  cloud.firewalls.update(id, { status: "succeeded" });
}

function merged<T>(c: Context, before: readonly T[], named: readonly T[]): T[] {
  const names = new Set(named.map((item) => JSON.stringify(item)));
  const others = before.filter((item) => !names.has(JSON.stringify(item)));
  return c.req.method === "POST" ? [...others, ...named] : others;
}

function firewallOf(cloud: DigitalOcean, c: Context): Firewall {
  return found(cloud.firewalls.get(c.req.param("id") ?? ""));
}

/** The vendor reads `all` back as `0`, and knows no ports of ICMP. */
function withReadPorts<R extends InboundRule | OutboundRule>(rule: R): R {
  const ports = rule.ports === "all" || rule.ports === "" || rule.protocol === "icmp" ? "0" : rule.ports;
  return { ...rule, ports };
}

export function firewallReply(row: Firewall): Readonly<Record<string, unknown>> {
  const pending = row.droplet_ids.map((droplet_id) => ({ droplet_id, removing: false, status: "waiting" }));
  return { ...row, pending_changes: row.status === "waiting" ? pending : [] };
}
