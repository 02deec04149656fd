import type { Hono } from "hono";
import { z } from "zod";
import { body, CloudflareRefusal, newId, ok } from "../answer.ts";
import { forgetTags } from "../tags.ts";
import { accountOf, type World } from "../world.ts";
import type { WorkerRoute, Zone } from "./rows.ts";
import { zoneOf } from "./zones.ts";

const Wanted = z.object({ pattern: z.string().min(1), script: z.string().optional() });

export function addWorkerRoutes(api: Hono, world: World): void {
  const path = "/zones/:zone/workers/routes";

  api.get(path, (c) => ok(c, [...zoneOf(world, c.req.param("zone")).routes.values()]));

  api.post(path, async (c) => {
    const zone = zoneOf(world, c.req.param("zone"));
    return ok(c, write(world, zone, { id: newId(), ...(await body(c, Wanted)) }));
  });

  api.get(`${path}/:route`, (c) => ok(c, routeOf(zoneOf(world, c.req.param("zone")), c.req.param("route"))));

  api.put(`${path}/:route`, async (c) => {
    const zone = zoneOf(world, c.req.param("zone"));
    const { id } = routeOf(zone, c.req.param("route"));
    return ok(c, write(world, zone, { id, ...(await body(c, Wanted)) }));
  });

  api.delete(`${path}/:route`, (c) => {
    const zone = zoneOf(world, c.req.param("zone"));
    const { id } = routeOf(zone, c.req.param("route"));
    zone.routes.delete(id);
    forgetTags(world.state.zoneTags, "worker_route", id);
    return ok(c, { id });
  });
}

function write(world: World, zone: Zone, route: WorkerRoute): WorkerRoute {
  const host = route.pattern.replace(/^https?:\/\//, "").split("/")[0] ?? "";
  if (host !== zone.name && !host.endsWith(`.${zone.name}`) && host !== `*${zone.name}`) {
    throw new CloudflareRefusal(400, 10022, "The pattern does not belong to the zone.");
  }
  if (route.script !== undefined && !accountOf(world, zone.accountId).scripts.has(route.script)) {
    throw new CloudflareRefusal(404, 10007, "workers.api.error.script_not_found");
  }
  if ([...zone.routes.values()].some(({ id, pattern }) => id !== route.id && pattern === route.pattern)) {
    throw new CloudflareRefusal(409, 10020, "A route with the same pattern already exists.");
  }
  zone.routes.set(route.id, route);
  return route;
}

function routeOf({ routes }: Zone, id: string): WorkerRoute {
  const route = routes.get(id);
  if (route === undefined) throw new CloudflareRefusal(404, 10008, "workers.api.error.route_not_found");
  return route;
}
