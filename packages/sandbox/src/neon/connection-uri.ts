import type { Hono } from "hono";
import { z } from "zod";
import { NeonRefusal } from "./answer.ts";
import { databaseOf } from "./databases.ts";
import { endpointOf, hostOf } from "./endpoints.ts";
import { roleOf } from "./roles.ts";
import type { EndpointRow, RoleRow } from "./rows.ts";
import type { Denied, Session } from "./sql/serve-connection.ts";
import { branchesOf, branchOf, endpointsOf, projectOf, type World } from "./world.ts";

const Query = z.object({
  database_name: z.string(),
  role_name: z.string(),
  branch_id: z.string().optional(),
  endpoint_id: z.string().optional(),
});

export function addConnectionUri(api: Hono, world: World): void {
  api.get("/projects/:project/connection_uri", (c) => {
    const { id: project } = projectOf(world, c.req.param("project"));
    const { database_name: database, role_name, branch_id, endpoint_id } = Query.parse(c.req.query());
    const endpoint =
      endpoint_id === undefined
        ? endpointsOf(world, branch_id ?? defaultBranch(world, project)).find(({ type }) => type === "read_write")
        : endpointOf(world, project, endpoint_id);
    if (endpoint === undefined) throw new NeonRefusal(404, "", "endpoint not found");
    const branch = branchOf(world, project, endpoint.branch_id);
    databaseOf(world, branch.id, database);
    const role = roleOf(world, branch.id, role_name);
    return c.json({ uri: connectionUri(endpoint, role, database) });
  });
}

/** Not encrypted: it never leaves this machine. */
export function connectionUri(endpoint: EndpointRow, { name, password }: RoleRow, database: string): string {
  const user = `${encodeURIComponent(name)}:${encodeURIComponent(password ?? "")}`;
  return `postgresql://${user}@${hostOf(endpoint)}/${encodeURIComponent(database)}?sslmode=disable`;
}

/** The parts of it, as creates give them. */
export function connectionDetails(endpoint: EndpointRow, role: RoleRow, database: string): object {
  const host = hostOf(endpoint);
  return {
    connection_uri: connectionUri(endpoint, role, database),
    connection_parameters: { database, password: role.password ?? "", role: role.name, host, pooler_host: host },
  };
}

/** Who may come in at an endpoint's port. A suspended compute wakes. */
export function logIn(
  world: World,
  endpointId: string,
  asked: { user: string; database: string; password: string },
): Session | Denied {
  const endpoint = world.endpoints.get(endpointId);
  if (endpoint === undefined || endpoint.disabled) return { code: "08004", message: "endpoint is disabled" };
  const { branch_id: branch, type } = endpoint;
  const role = world.roles.get(`${branch}/${asked.user}`);
  if (role === undefined || role.password === null || role.password !== asked.password) {
    return { code: "28P01", message: `password authentication failed for user '${asked.user}'` };
  }
  if (world.databases.get(`${branch}/${asked.database}`) === undefined) {
    return { code: "3D000", message: `database "${asked.database}" does not exist` };
  }
  if (endpoint.current_state === "idle") world.endpoints.update(endpointId, { current_state: "active" });
  return { ref: { branch, database: asked.database }, user: asked.user, readOnly: type === "read_only" };
}

function defaultBranch(world: World, project: string): string {
  return branchesOf(world, project).find((branch) => branch.default)?.id ?? "";
}
