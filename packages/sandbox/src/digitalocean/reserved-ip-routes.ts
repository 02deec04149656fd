import { Hono } from "hono";
import { z } from "zod";
import { publicIpv4 } from "../kernel/sandbox-address.ts";
import { actionReply, actionsOf, refuseWhileBusy, startAction } from "./action-routes.ts";
import { regionReply, regionSlugs } from "./catalogue.ts";
import type { DigitalOcean } from "./digital-ocean.ts";
import { dropletReply } from "./droplet-routes.ts";
import { bodyOf, found, listReply, unprocessable } from "./exchange.ts";
import { enrol } from "./project-routes.ts";
import type { Action, ReservedIp } from "./rows.ts";

const eventMs = 5_000;

const CreateReservedIp = z.object({
  droplet_id: z.int().optional(),
  region: z.string().optional(),
  project_id: z.string().optional(),
});
const ReservedIpAction = z.discriminatedUnion("type", [
  z.object({ type: z.literal("assign"), droplet_id: z.int() }),
  z.object({ type: z.literal("unassign") }),
]);

export function reservedIpRoutes(cloud: DigitalOcean): Hono {
  const app = new Hono();
  app.get("/", (c) => {
    const replies = cloud.reservedIps.all().map((row) => reservedIpReply(cloud, row));
    return listReply(cloud, c, "reserved_ips", replies);
  });
  app.post("/", async (c) => {
    const { ip, action } = createReservedIp(cloud, await bodyOf(c, CreateReservedIp));
    const href = (id: number): string => cloud.url(`/v2/actions/${id}`);
    const actions = action === undefined ? [] : [{ id: action.id, rel: "assign_ip", href: href(action.id) }];
    return c.json({ reserved_ip: reservedIpReply(cloud, ip), links: { droplets: [], actions } }, 202);
  });
  app.get("/:ip", (c) =>
    c.json({ reserved_ip: reservedIpReply(cloud, found(cloud.reservedIps.get(c.req.param("ip")))) }),
  );
  app.delete("/:ip", (c) => {
    const ip = found(cloud.reservedIps.get(c.req.param("ip")));
    refuseWhileBusy(cloud, "reserved_ip", ip.id);
    cloud.apply([cloud.reservedIps.removalOf(ip.id)]);
    return c.body(null, 204);
  });
  app.get("/:ip/actions", (c) => {
    const { id } = found(cloud.reservedIps.get(c.req.param("ip")));
    return listReply(cloud, c, "actions", actionsOf(cloud, "reserved_ip", id).map(actionReply));
  });
  app.post("/:ip/actions", async (c) => {
    const ip = found(cloud.reservedIps.get(c.req.param("ip")));
    const call = await bodyOf(c, ReservedIpAction);
    const action = call.type === "assign" ? assign(cloud, ip, call.droplet_id) : unassign(cloud, ip);
    return c.json({ action: actionReply(action) }, 201);
  });
  app.get("/:ip/actions/:action", (c) => {
    const actions = actionsOf(cloud, "reserved_ip", c.req.param("ip"));
    return c.json({ action: actionReply(found(actions.find(({ id }) => String(id) === c.req.param("action")))) });
  });
  return app;
}

function createReservedIp(
  cloud: DigitalOcean,
  call: z.infer<typeof CreateReservedIp>,
): { readonly ip: ReservedIp; readonly action: Action | undefined } {
  const droplet = call.droplet_id === undefined ? undefined : found(cloud.droplets.get(call.droplet_id));
  const region = droplet?.region ?? call.region;
  if (region === undefined || !regionSlugs.includes(region)) throw unprocessable("region is invalid");
  if (cloud.reservedIps.all().length >= cloud.kernel.quota("digitalocean", "reserved_ips")) {
    throw unprocessable("this will exceed your reserved IP limit");
  }
  const project = call.project_id === undefined ? undefined : found(cloud.projects.get(call.project_id));
  const ip = cloud.reservedIps.add({ id: publicIpv4(cloud.store.nextId()), region, droplet: null, locked: false });
  enrol(cloud, `do:floatingip:${ip.id}`, project);
  return { ip, action: droplet === undefined ? undefined : assign(cloud, ip, droplet.id) };
}

function assign(cloud: DigitalOcean, ip: ReservedIp, dropletId: number): Action {
  const droplet = found(cloud.droplets.get(dropletId));
  if (droplet.region !== ip.region) throw unprocessable("reserved IP and droplet must be in the same region");
  if (cloud.reservedIps.all().some((row) => row.droplet === droplet.id && row.id !== ip.id)) {
    throw unprocessable("this Droplet already has a reserved IP");
  }
  refuseWhileBusy(cloud, "droplet", droplet.id);
  return move(cloud, ip, "assign_ip", droplet.id);
}

function unassign(cloud: DigitalOcean, ip: ReservedIp): Action {
  if (ip.droplet === null) throw unprocessable("The reserved IP is not assigned.");
  return move(cloud, ip, "unassign_ip", null);
}

function move(cloud: DigitalOcean, ip: ReservedIp, type: string, droplet: number | null): Action {
  refuseWhileBusy(cloud, "reserved_ip", ip.id);
  cloud.reservedIps.update(ip.id, { locked: true });
  const subject = { type, resource_type: "reserved_ip", resource_id: ip.id, region: ip.region } as const;
  return startAction(cloud, { ...subject, ms: eventMs }, [
    cloud.reservedIps.patchOf(ip.id, { droplet, locked: false }),
  ]);
}

function reservedIpReply(cloud: DigitalOcean, row: ReservedIp): Readonly<Record<string, unknown>> {
  const droplet = row.droplet === null ? undefined : cloud.droplets.get(row.droplet);
  return {
    ip: row.id,
    region: regionReply(row.region),
    droplet: droplet === undefined ? null : dropletReply(cloud, droplet),
    locked: row.locked,
    project_id: cloud.memberships.get(`do:floatingip:${row.id}`)?.project_id,
  };
}
