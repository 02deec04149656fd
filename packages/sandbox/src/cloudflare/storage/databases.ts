import type { Hono } from "hono";
import { z } from "zod";
import { body, CloudflareRefusal, ok, okPage } from "../answer.ts";
import { forgetTags } from "../tags.ts";
import { accountOf, now, type World } from "../world.ts";
import type { Database } from "./rows.ts";

const pages = { usual: 100, most: 10_000 } as const;
const Replication = z.object({ mode: z.enum(["auto", "disabled"]) });
const Wanted = z.object({
  name: z.string().regex(/^[\w-]{1,128}$/),
  primary_location_hint: z.string().optional(),
  jurisdiction: z.string().nullable().optional(),
  read_replication: Replication.optional(),
});

/** D1 databases as resources; they hold no tables yet. */
export function addDatabases(api: Hono, world: World): void {
  const path = "/accounts/:account/d1/database";

  api.get(path, (c) => {
    const name = c.req.query("name");
    const all = [...accountOf(world, c.req.param("account")).databases.values()];
    const shown = all.filter((each) => name === undefined || each.name.includes(name));
    return okPage(c, shown, pages, ({ uuid, name, version, created_at, jurisdiction }) => {
      return { uuid, name, version, created_at, jurisdiction };
    });
  });

  api.post(path, async (c) => {
    const { databases } = accountOf(world, c.req.param("account"));
    const wanted = await body(c, Wanted);
    if ([...databases.values()].some(({ name }) => name === wanted.name)) {
      throw new CloudflareRefusal(400, 7502, `A database with name '${wanted.name}' already exists`);
    }
    const database: Database = {
      uuid: crypto.randomUUID(),
      name: wanted.name,
      version: "production",
      created_at: now(world),
      jurisdiction: wanted.jurisdiction ?? null,
      running_in_region: (wanted.primary_location_hint ?? "weur").toUpperCase(),
      read_replication: wanted.read_replication ?? { mode: "disabled" },
    };
    databases.set(database.uuid, database);
    return ok(c, show(database));
  });

  api.get(`${path}/:database`, (c) => ok(c, show(databaseOf(world, c.req.param("account"), c.req.param("database")))));

  api.on(["PUT", "PATCH"], `${path}/:database`, async (c) => {
    const { account = "", database: id = "" } = c.req.param();
    const database = databaseOf(world, account, id);
    const { read_replication } = await body(c, z.object({ read_replication: Replication.optional() }));
    database.read_replication = read_replication ?? database.read_replication;
    return ok(c, show(database));
  });

  api.delete(`${path}/:database`, (c) => {
    const account = accountOf(world, c.req.param("account"));
    const { uuid } = databaseOf(world, account.id, c.req.param("database"));
    account.databases.delete(uuid);
    forgetTags(account.tags, "d1_database", uuid);
    world.workersChanged();
    return ok(c, null);
  });
}

function databaseOf(world: World, account: string, id: string): Database {
  const database = accountOf(world, account).databases.get(id);
  if (database === undefined) throw new CloudflareRefusal(404, 7404, `The database ${id} could not be found`);
  return database;
}

function show(database: Database): object {
  return { ...database, file_size: 12_288, num_tables: 0 };
}
