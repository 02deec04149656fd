import type { Hono } from "hono";
import { z } from "zod";
import { defined } from "../kernel/defined.ts";
import { actionReply, startAction } from "./action-routes.ts";
import { bodyOf, found, idOf, invalidField, LabelSet, refuseBeyondQuota, refused, type Reply } from "./exchange.ts";
import { familyRoutes, refuseTakenName, Rename } from "./family-routes.ts";
import type { Hetzner } from "./hetzner.ts";
import { labelSelector } from "./label-selector.ts";
import type { Firewall, FirewallRule, FirewallTarget, Server } from "./rows.ts";

const kind = "firewall";
const maxRules = 50;
const maxPerServer = 5;

const cidrs = z
  .array(z.union([z.cidrv4(), z.cidrv6()]))
  .max(100)
  .default([]);
const Rule = z
  .object({
    direction: z.enum(["in", "out"]),
    protocol: z.enum(["tcp", "udp", "icmp", "esp", "gre"]),
    port: z
      .string()
      .regex(/^(?:any|\d{1,5}(?:-\d{1,5})?)$/, "is no port or range of ports")
      .nullish(),
    source_ips: cidrs,
    destination_ips: cidrs,
    description: z.string().max(255).nullish(),
  })
  .refine(({ protocol, port }) => !["tcp", "udp"].includes(protocol) || port, "port is required for tcp and udp")
  .refine(({ protocol, port }) => ["tcp", "udp"].includes(protocol) || !port, "port is for tcp and udp only")
  .refine(
    ({ direction, source_ips, destination_ips }) => (direction === "in" ? source_ips : destination_ips).length > 0,
    "source_ips (in) or destination_ips (out) must not be empty",
  )
  .transform((rule): FirewallRule => {
    const port = rule.port === "any" ? "1-65535" : (rule.port ?? null);
    return { ...rule, port, description: rule.description ?? null };
  });
const Target = z.union([
  z.object({ type: z.literal("server"), server: z.object({ id: z.int() }) }),
  z.object({ type: z.literal("label_selector"), label_selector: z.object({ selector: z.string() }) }),
]);
const rules = z.array(Rule).max(maxRules);
const CreateFirewall = z.object({
  name: z.string().min(1).max(128),
  rules: rules.default([]),
  apply_to: z.array(Target).nullish(),
  labels: LabelSet,
});
const SetRules = z.object({ rules });
const ApplyTo = z.object({ apply_to: z.array(Target).min(1) });
const RemoveFrom = z.object({ remove_from: z.array(Target).min(1) });

export function firewallRoutes(cloud: Hetzner): Hono {
  const reply = (row: Firewall): Reply => firewallReply(cloud, row);
  const app = familyRoutes(cloud, { kind, kinds: "firewalls", table: cloud.firewalls, reply });
  app.post("/", async (c) => {
    const { apply_to, ...call } = await bodyOf(c, CreateFirewall);
    refuseTakenName(cloud.firewalls.all(), kind, call.name);
    refuseBeyondQuota(cloud, "firewalls", cloud.firewalls.all().length);
    for (const target of apply_to ?? []) checkTarget(cloud, target);
    const row = cloud.firewalls.add({ ...call, id: cloud.store.nextId(), applied_to: [], created: cloud.now() });
    const applied = applyTo(cloud, row, apply_to ?? []);
    const actions = [...change(cloud, row, ["set_firewall_rules"], {}), ...applied];
    return c.json({ firewall: reply(found(cloud.firewalls.get(row.id), kind)), actions }, 201);
  });
  app.put("/:id{[0-9]+}", async (c) => {
    const { id } = found(cloud.firewalls.get(idOf(c)), kind);
    const call = await bodyOf(c, Rename);
    refuseTakenName(cloud.firewalls.all(), kind, call.name, id);
    return c.json({ firewall: reply(found(cloud.firewalls.update(id, defined(call)), kind)) });
  });
  app.delete("/:id{[0-9]+}", (c) => {
    const firewall = found(cloud.firewalls.get(idOf(c)), kind);
    if (firewall.applied_to.length > 0) {
      throw refused("resource_in_use", "firewall is still applied to resources");
    }
    cloud.firewalls.remove(firewall.id);
    return c.body(null, 204);
  });
  firewallActionRoutes(app, cloud);
  return app;
}

function firewallActionRoutes(app: Hono, cloud: Hetzner): void {
  app.post("/:id{[0-9]+}/actions/set_rules", async (c) => {
    const firewall = found(cloud.firewalls.get(idOf(c)), kind);
    const call = await bodyOf(c, SetRules);
    const commands = ["set_firewall_rules", ...firewall.applied_to.map(() => "apply_firewall")];
    return c.json({ actions: change(cloud, firewall, commands, call) }, 201);
  });
  app.post("/:id{[0-9]+}/actions/apply_to_resources", async (c) => {
    const firewall = found(cloud.firewalls.get(idOf(c)), kind);
    const { apply_to } = await bodyOf(c, ApplyTo);
    for (const target of apply_to) {
      checkTarget(cloud, target);
      if (firewall.applied_to.some((other) => sameTarget(other, target))) {
        throw refused("firewall_already_applied", "firewall is already applied");
      }
    }
    return c.json({ actions: applyTo(cloud, firewall, apply_to) }, 201);
  });
  app.post("/:id{[0-9]+}/actions/remove_from_resources", async (c) => {
    const firewall = found(cloud.firewalls.get(idOf(c)), kind);
    const { remove_from } = await bodyOf(c, RemoveFrom);
    const gone = (target: FirewallTarget): boolean => remove_from.some((other) => sameTarget(other, target));
    if (!firewall.applied_to.some(gone)) throw refused("firewall_already_removed", "firewall is not applied to it");
    const applied_to = firewall.applied_to.filter((target) => !gone(target));
    cloud.firewalls.update(firewall.id, { applied_to });
    const commands = remove_from.map(() => "remove_firewall");
    return c.json({ actions: change(cloud, firewall, commands, {}) }, 201);
  });
}

/** Firewalls that reach a server: by its id, or by its labels. */
export function firewallsOf(cloud: Hetzner, server: Pick<Server, "id" | "labels">): readonly Firewall[] {
  return cloud.firewalls.where(({ applied_to }) => applied_to.some((target) => reaches(target, server)));
}

function reaches(target: FirewallTarget, server: Pick<Server, "id" | "labels">): boolean {
  if (target.type === "server") return target.server.id === server.id;
  return labelSelector(target.label_selector.selector)?.(server.labels) ?? false;
}

/** Takes hold at once, so that a server never runs without it; the actions go on for a while. */
export function applyTo(cloud: Hetzner, firewall: Firewall, targets: readonly FirewallTarget[]): readonly Reply[] {
  cloud.firewalls.update(firewall.id, { applied_to: [...firewall.applied_to, ...targets] });
  return change(
    cloud,
    firewall,
    targets.map(() => "apply_firewall"),
    {},
  );
}

function change(
  cloud: Hetzner,
  firewall: Firewall,
  commands: readonly string[],
  patch: Partial<Firewall>,
): readonly Reply[] {
  return commands.map((command) => {
    const work = { command, resources: [{ type: kind, id: firewall.id }], ms: 1_500 };
    return actionReply(startAction(cloud, work, [cloud.firewalls.patchOf(firewall.id, patch)]));
  });
}

function checkTarget(cloud: Hetzner, target: FirewallTarget): void {
  if (target.type === "label_selector") {
    if (labelSelector(target.label_selector.selector) === undefined) throw invalidField("selector", "cannot be read");
    return;
  }
  const server = found(cloud.servers.get(target.server.id), "server");
  if (firewallsOf(cloud, server).length >= maxPerServer) {
    throw refused("resource_limit_exceeded", `a server takes at most ${maxPerServer} firewalls`);
  }
}

function sameTarget(a: FirewallTarget, b: FirewallTarget): boolean {
  if (a.type === "server") return b.type === "server" && a.server.id === b.server.id;
  return b.type === "label_selector" && a.label_selector.selector === b.label_selector.selector;
}

function firewallReply(cloud: Hetzner, row: Firewall): Reply {
  const applied_to = row.applied_to.map((target) => {
    if (target.type === "server") return target;
    const servers = cloud.servers.where((server) => reaches(target, server));
    return { ...target, applied_to_resources: servers.map(({ id }) => ({ type: "server", server: { id } })) };
  });
  return { ...row, applied_to };
}
