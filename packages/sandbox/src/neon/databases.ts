import type { Hono } from "hono";
import { z } from "zod";
import { body, NeonRefusal } from "./answer.ts";
import { refuseWhileBusy, showOperations, start } from "./operations.ts";
import { applyConfig, roleOf } from "./roles.ts";
import type { DatabaseRow } from "./rows.ts";
import { branchOf, databasesOf, now, type World } from "./world.ts";

const Name = z.string().min(1).max(63);
const Create = z.object({ database: z.object({ name: Name, owner_name: z.string() }) });
const Update = z.object({ database: z.object({ name: Name.optional(), owner_name: z.string().optional() }) });
const reserved = new Set(["postgres", "template0", "template1"]);

export function addDatabases(api: Hono, world: World): void {
  const path = "/projects/:project/branches/:branch/databases";

  api.get(path, (c) => {
    const { id } = branchOf(world, c.req.param("project"), c.req.param("branch"));
    return c.json({ databases: databasesOf(world, id).map(showDatabase) });
  });

  api.post(path, async (c) => {
    const branch = branchOf(world, c.req.param("project"), c.req.param("branch"));
    const { database: wanted } = await body(c, Create);
    refuseWhileBusy(world, branch.project_id);
    checkFree(world, branch.id, wanted.name);
    roleOf(world, branch.id, wanted.owner_name);
    const row = addDatabase(world, branch.id, wanted.name, wanted.owner_name);
    const operations = start(world, branch.project_id, applyConfig(world, branch));
    return c.json({ database: showDatabase(row), operations: showOperations(world, operations) }, 201);
  });

  api.get(`${path}/:database`, (c) => {
    const branch = branchOf(world, c.req.param("project"), c.req.param("branch"));
    return c.json({ database: showDatabase(databaseOf(world, branch.id, c.req.param("database"))) });
  });

  api.patch(`${path}/:database`, async (c) => {
    const branch = branchOf(world, c.req.param("project"), c.req.param("branch"));
    const old = databaseOf(world, branch.id, c.req.param("database"));
    const { name = old.name, owner_name: owner = old.owner_name } = (await body(c, Update)).database;
    refuseWhileBusy(world, branch.project_id);
    roleOf(world, branch.id, owner);
    if (name !== old.name) {
      checkFree(world, branch.id, name);
      await world.sql.renameDatabase({ branch: branch.id, database: old.name }, name);
    }
    world.databases.remove(old.id);
    const id = `${branch.id}/${name}`;
    const row = world.databases.add({ ...old, id, name, owner_name: owner, updated_at: now(world) });
    const operations = start(world, branch.project_id, applyConfig(world, branch));
    return c.json({ database: showDatabase(row), operations: showOperations(world, operations) });
  });

  api.delete(`${path}/:database`, async (c) => {
    const branch = branchOf(world, c.req.param("project"), c.req.param("branch"));
    const row = world.databases.get(`${branch.id}/${c.req.param("database")}`);
    if (row === undefined) return c.body(null, 204);
    refuseWhileBusy(world, branch.project_id);
    world.databases.remove(row.id);
    await world.sql.removeDatabase({ branch: branch.id, database: row.name });
    const operations = start(world, branch.project_id, applyConfig(world, branch));
    return c.json({ database: showDatabase(row), operations: showOperations(world, operations) });
  });
}

export function addDatabase(world: World, branch: string, name: string, owner: string): DatabaseRow {
  const at = now(world);
  return world.databases.add({
    id: `${branch}/${name}`,
    number: world.store.nextId(),
    branch_id: branch,
    name,
    owner_name: owner,
    created_at: at,
    updated_at: at,
  });
}

export function databaseOf(world: World, branch: string, name: string): DatabaseRow {
  const row = world.databases.get(`${branch}/${name}`);
  if (row === undefined) throw new NeonRefusal(404, "", "database not found");
  return row;
}

export function showDatabase({ number: id, ...row }: DatabaseRow): object {
  return { ...row, id };
}

function checkFree(world: World, branch: string, name: string): void {
  if (reserved.has(name)) throw new NeonRefusal(400, "", `database name ${name} is reserved`);
  if (world.databases.get(`${branch}/${name}`) !== undefined) {
    throw new NeonRefusal(409, "DATABASE_ALREADY_EXISTS", "database already exists");
  }
}
