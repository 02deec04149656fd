import type { Context, Hono } from "hono";
import { defined } from "../kernel/defined.ts";
import { VendorError } from "../kernel/vendor-error.ts";
import { actionReply, refuseWhileLocked, startAction } from "./action-routes.ts";
import { bodyOf, found, idOf, LabelSet } from "./exchange.ts";
import { familyRoutes, refuseTakenName, Rename } from "./family-routes.ts";
import type { Hetzner } from "./hetzner.ts";
import { createServer } from "./create-server.ts";
import { CreateServer, hostname } from "./server-call.ts";
import type { Server } from "./rows.ts";
import { serverActionRoutes } from "./server-action-routes.ts";
import { serverNetworkRoutes } from "./server-network-routes.ts";
import { serverReply } from "./server-reply.ts";

const deleteMs = 2_000;

const ChangeServer = Rename.extend({ name: hostname.optional(), labels: LabelSet.removeDefault().optional() });

export function serverRoutes(cloud: Hetzner): Hono {
  const app = familyRoutes(cloud, {
    kind: "server",
    kinds: "servers",
    table: cloud.servers,
    reply: (row) => serverReply(cloud, row),
    filter: ({ status }, c) => (c.req.queries("status") ?? [status]).includes(status),
    protect: ({ protection }, call) => ({ protection: { ...protection, ...defined(call) } }),
  });
  app.post("/", async (c) => c.json(createServer(cloud, await bodyOf(c, CreateServer)), 201));
  app.put("/:id{[0-9]+}", async (c) => {
    const { id } = serverOf(cloud, c);
    const call = await bodyOf(c, ChangeServer);
    refuseTakenName(cloud.servers.all(), "server", call.name, id);
    return c.json({ server: serverReply(cloud, found(cloud.servers.update(id, defined(call)), "server")) });
  });
  app.delete("/:id{[0-9]+}", (c) => {
    const server = serverOf(cloud, c);
    if (server.protection.delete) throw new VendorError(403, "protected", "server deletion is protected");
    refuseWhileLocked(cloud, { type: "server", id: server.id });
    cloud.servers.update(server.id, { status: "deleting" });
    const work = { command: "delete_server", resources: [{ type: "server", id: server.id }], ms: deleteMs };
    return c.json({ action: actionReply(startAction(cloud, work, [cloud.servers.removalOf(server.id)])) });
  });
  app.get("/:id{[0-9]+}/metrics", (c) => {
    serverOf(cloud, c);
    const { start, end } = c.req.query();
    return c.json({ metrics: { start, end, step: 60, time_series: {} } });
  });
  serverActionRoutes(app, cloud);
  serverNetworkRoutes(app, cloud);
  return app;
}

function serverOf(cloud: Hetzner, c: Context): Server {
  return found(cloud.servers.get(idOf(c)), "server");
}
