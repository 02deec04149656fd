import type { Hono } from "hono";
import { z } from "zod";
import { body, NeonRefusal } from "./answer.ts";
import { rolePassword } from "./names.ts";
import { refuseWhileBusy, showOperations, start, type Work } from "./operations.ts";
import type { BranchRow, RoleRow } from "./rows.ts";
import { branchOf, databasesOf, endpointsOf, now, rolesOf, type World } from "./world.ts";

const nameBytesLimit = 63;
const Create = z.object({ role: z.object({ name: z.string().min(1), no_login: z.boolean().default(false) }) });

/** Roles of a branch. Their passwords can be read again: the one secret Neon tells. */
export function addRoles(api: Hono, world: World): void {
  const path = "/projects/:project/branches/:branch/roles";

  api.get(path, (c) => {
    const { id } = branchOf(world, c.req.param("project"), c.req.param("branch"));
    return c.json({ roles: rolesOf(world, id).map((row) => showRole(row)) });
  });

  api.post(path, async (c) => {
    const branch = branchOf(world, c.req.param("project"), c.req.param("branch"));
    const { role: wanted } = await body(c, Create);
    refuseWhileBusy(world, branch.project_id);
    if (Buffer.byteLength(wanted.name) > nameBytesLimit) throw new NeonRefusal(400, "", "role name is too long");
    if (world.roles.get(`${branch.id}/${wanted.name}`) !== undefined) {
      throw new NeonRefusal(409, "ROLE_ALREADY_EXISTS", "role already exists");
    }
    const row = addRole(world, branch.id, wanted.name, !wanted.no_login);
    const operations = start(world, branch.project_id, applyConfig(world, branch));
    return c.json({ role: showRole(row, true), operations: showOperations(world, operations) }, 201);
  });

  api.get(`${path}/:role`, (c) => {
    const branch = branchOf(world, c.req.param("project"), c.req.param("branch"));
    return c.json({ role: showRole(roleOf(world, branch.id, c.req.param("role"))) });
  });

  api.get(`${path}/:role/reveal_password`, (c) => {
    const branch = branchOf(world, c.req.param("project"), c.req.param("branch"));
    const { password } = roleOf(world, branch.id, c.req.param("role"));
    if (password === null || world.projects.get(branch.project_id)?.store_passwords === false) {
      throw new NeonRefusal(412, "", "password storage is disabled for the role");
    }
    return c.json({ password });
  });

  api.post(`${path}/:role/reset_password`, (c) => {
    const branch = branchOf(world, c.req.param("project"), c.req.param("branch"));
    const { id } = roleOf(world, branch.id, c.req.param("role"));
    refuseWhileBusy(world, branch.project_id);
    const row = world.roles.update(id, { password: rolePassword(), updated_at: now(world) });
    const operations = start(world, branch.project_id, applyConfig(world, branch));
    return c.json({ role: row && showRole(row, true), operations: showOperations(world, operations) });
  });

  api.delete(`${path}/:role`, (c) => {
    const branch = branchOf(world, c.req.param("project"), c.req.param("branch"));
    const row = world.roles.get(`${branch.id}/${c.req.param("role")}`);
    if (row === undefined) return c.body(null, 204);
    refuseWhileBusy(world, branch.project_id);
    const owned = databasesOf(world, branch.id).find(({ owner_name }) => owner_name === row.name);
    if (owned !== undefined) throw new NeonRefusal(409, "", `role ${row.name} owns database ${owned.name}`);
    world.roles.remove(row.id);
    const operations = start(world, branch.project_id, applyConfig(world, branch));
    return c.json({ role: showRole(row), operations: showOperations(world, operations) });
  });
}

export function addRole(world: World, branch: string, name: string, login: boolean): RoleRow {
  const at = now(world);
  return world.roles.add({
    id: `${branch}/${name}`,
    branch_id: branch,
    name,
    password: login ? rolePassword() : null,
    protected: false,
    created_at: at,
    updated_at: at,
  });
}

export function roleOf(world: World, branch: string, name: string): RoleRow {
  const row = world.roles.get(`${branch}/${name}`);
  if (row === undefined) throw new NeonRefusal(404, "", "role not found");
  return row;
}

/** Roles and databases are told to the running computes of the branch. */
export function applyConfig(world: World, { id: branch }: BranchRow): readonly Work[] {
  return endpointsOf(world, branch)
    .filter(({ type }) => type === "read_write")
    .map((endpoint) => ({ action: "apply_config", branch, endpoint: endpoint.id }));
}

export function showRole({ id: _id, password, ...row }: RoleRow, reveal = false): object {
  return { ...row, ...(reveal && password !== null ? { password } : {}), authentication_method: "password" };
}
