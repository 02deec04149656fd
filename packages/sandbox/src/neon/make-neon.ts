import { Hono } from "hono";
import type { MakeCloud, SandboxObject } from "../kernel/sandbox-cloud.ts";
import { addAccount, authenticate } from "./account.ts";
import { NeonRefusal, refuse } from "./answer.ts";
import { addBranchActions } from "./branch-actions.ts";
import { addBranches, expire, makeReady } from "./branches.ts";
import { addConnectionUri, logIn } from "./connection-uri.ts";
import { addDatabases } from "./databases.ts";
import { addEndpoints, hostOf, listenAgain } from "./endpoints.ts";
import { addOperations, finishAll } from "./operations.ts";
import { addProjects } from "./projects.ts";
import { rate } from "./rate.ts";
import { addRoles } from "./roles.ts";
import { makeBranchDatabases } from "./sql/branch-databases.ts";
import { makeGateway } from "./sql/gateway.ts";
import { makeTables, type World } from "./world.ts";

/** Neon on this machine: its API, and branches that hold SQL behind loopback ports. */
export const makeNeon: MakeCloud = (kernel) => {
  const sql = makeBranchDatabases(kernel.directory("neon"));
  const gateway = makeGateway(sql, (endpoint) => (asked) => logIn(world, endpoint, asked), kernel.log);
  const world: World = { ...makeTables(), kernel, sql, gateway };
  return {
    name: "neon",
    app: neonApp(world),
    snapshot: () => world.store.snapshot(),
    restore: (snapshot) => {
      world.store.restore(snapshot);
      settle(world);
    },
    reset: async () => {
      world.store.clear();
      await gateway.close();
      await sql.clear();
    },
    objects: () => objects(world),
    close: async () => {
      await gateway.close();
      await sql.close();
    },
    rate,
    faultBody: (status) => ({ request_id: crypto.randomUUID(), code: "", message: `made up: ${status}` }),
  };
};

function neonApp(world: World): Hono {
  const app = new Hono();
  app.onError((error, c) => refuse(c, error));
  const api = new Hono();
  api.use(authenticate);
  api.use(async (_, next) => {
    await listenAgain(world);
    await expire(world);
    await next();
  });
  const parts = [addAccount, addProjects, addOperations, addBranches, addBranchActions, addEndpoints, addRoles];
  for (const add of [...parts, addDatabases, addConnectionUri]) add(api, world);
  app.route("/api/v2", api);
  app.all("*", (c) => {
    world.kernel.log(`neon: no route for ${c.req.method} ${c.req.path}`);
    return refuse(c, new NeonRefusal(404, "", "this route does not exist"));
  });
  return app;
}

/** What was in flight when the sandbox ended is done when it starts again. */
function settle(world: World): void {
  finishAll(world);
  for (const { id, current_state } of world.branches.all()) if (current_state !== "ready") makeReady(world, id);
  for (const { id, current_state } of world.endpoints.all()) {
    if (current_state === "init") world.endpoints.update(id, { current_state: "active", pending_state: null });
  }
}

function objects(world: World): readonly SandboxObject[] {
  const projects = world.projects.where(({ deleted_at }) => deleted_at === null);
  const ids = new Set(projects.map(({ id }) => id));
  const branches = world.branches.where((row) => ids.has(row.project_id) && row.deleted_at === null);
  const endpoints = world.endpoints.where((row) => ids.has(row.project_id));
  return [
    ...projects.map(({ id, name }) => ({ kind: "project", id, name, status: "active" })),
    ...branches.map(({ id, name, current_state: status }) => ({ kind: "branch", id, name, status })),
    ...endpoints.map((row) => ({
      kind: "endpoint",
      id: row.id,
      name: row.name ?? row.id,
      status: row.current_state,
      endpoint: `postgresql://${hostOf(row)}`,
    })),
  ];
}
