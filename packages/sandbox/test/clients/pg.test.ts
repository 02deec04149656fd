import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeNeon } from "../../src/neon/make-neon.ts";
import type { Sandbox } from "../../src/sandbox.ts";
import { startSandbox } from "../../src/start-sandbox.ts";
import { at, type Answer } from "../vendor-client.ts";
import { installClients } from "@cloudmake/testing";
import { loadPg, type PgClient } from "./pg-client.ts";

const clients = await installClients();
if ("missing" in clients) process.stderr.write(`pg judges nothing: ${clients.missing}\n`);

describe.skipIf("missing" in clients)("pg, on the branches of a Neon project", () => {
  let sandbox: Sandbox;
  let directory = "";
  let project = "";
  let main = "";
  let uri = "";
  let clientOf: (uri: string) => PgClient;

  const start = () => startSandbox({ port: 0, directory, clockFactor: 0, clouds: [makeNeon] });
  const ask = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${sandbox.origin}/neon/api/v2${path}`, {
      method,
      headers: { authorization: "Bearer sandbox-token" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json(), headers: response.headers };
  };
  const uriOf = async (query: Readonly<Record<string, string>>): Promise<string> => {
    const search = new URLSearchParams({ database_name: "neondb", role_name: "neondb_owner", ...query });
    return String(at(await ask("GET", `/projects/${project}/connection_uri?${search.toString()}`), "uri"));
  };
  const once = async (where: string, sql: string, values: readonly unknown[] = []): Promise<readonly unknown[]> => {
    const client = clientOf(where);
    await client.connect();
    try {
      return (await client.query(sql, values)).rows;
    } finally {
      await client.end();
    }
  };

  beforeAll(async () => {
    if ("missing" in clients) return;
    clientOf = await loadPg(clients.directory);
    directory = await mkdtemp(join(tmpdir(), "sandbox-"));
    sandbox = await start();
    const created = await ask("POST", "/projects", { project: { name: "shop" } });
    project = String(at(created, "project", "id"));
    main = String(at(created, "branch", "id"));
    uri = String(at(created, "connection_uris", 0, "connection_uri"));
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(directory, { recursive: true });
  });

  test("finds itself in its database, as its role", async () => {
    const rows = await once(
      uri,
      "SELECT current_database() AS database, current_user AS role, $1::int + 1 AS sum",
      [1],
    );
    expect(rows).toEqual([{ database: "neondb", role: "neondb_owner", sum: 2 }]);
  });

  test.each([
    ["a wrong password", (where: string) => where.replace(/:npg_\w+@/, ":bad@"), "28P01"],
    ["a database that is not there", (where: string) => where.replace("/neondb?", "/nothing?"), "3D000"],
  ])("is turned away with %s", async (_, change, code) => {
    await expect(once(change(uri), "SELECT 1")).rejects.toMatchObject({ code });
  });

  test("sees the errors of its statements and goes on", async () => {
    const client = clientOf(uri);
    await client.connect();
    await expect(client.query("SELECT * FROM nowhere WHERE a = $1", [1])).rejects.toMatchObject({ code: "42P01" });
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    await client.end();
  });

  test("has its transactions to itself, however many connections there are", async () => {
    await once(uri, "CREATE TABLE counters (id int PRIMARY KEY, value int); INSERT INTO counters VALUES (1, 0)");
    const add = async (): Promise<void> => {
      const client = clientOf(uri);
      await client.connect();
      await client.query("BEGIN");
      const { rows } = await client.query("SELECT value + $1 AS next FROM counters WHERE id = 1", [1]);
      await client.query("UPDATE counters SET value = $1 WHERE id = 1", [
        at({ status: 0, body: rows, headers: new Headers() }, 0, "next"),
      ]);
      await client.query("COMMIT");
      await client.end();
    };
    await Promise.all(Array.from({ length: 8 }, add));
    expect(await once(uri, "SELECT value FROM counters")).toEqual([{ value: 8 }]);
  });

  test("loses what it did not commit when it goes away", async () => {
    const client = clientOf(uri);
    await client.connect();
    await client.query("BEGIN");
    await client.query("UPDATE counters SET value = 100");
    await client.end();
    expect(await once(uri, "SELECT value FROM counters")).toEqual([{ value: 8 }]);
  });

  test("finds the data of the parent in a child, and only the tables when asked for the schema", async () => {
    const child = async (name: string, init_source: string): Promise<string> => {
      const body = { branch: { name, init_source }, endpoints: [{ type: "read_write" }] };
      const created = await ask("POST", `/projects/${project}/branches`, body);
      return uriOf({ branch_id: String(at(created, "branch", "id")) });
    };
    const copy = await child("copy", "parent-data");
    await once(copy, "UPDATE counters SET value = 50");
    expect(await once(copy, "SELECT value FROM counters")).toEqual([{ value: 50 }]);
    expect(await once(uri, "SELECT value FROM counters")).toEqual([{ value: 8 }]);
    expect(await once(await child("empty", "schema-only"), "SELECT value FROM counters")).toEqual([]);
  });

  test("cannot write through a read-only endpoint", async () => {
    const body = { endpoint: { branch_id: main, type: "read_only" } };
    const endpoint = String(at(await ask("POST", `/projects/${project}/endpoints`, body), "endpoint", "id"));
    const reader = await uriOf({ endpoint_id: endpoint });
    expect(await once(reader, "SELECT value FROM counters")).toEqual([{ value: 8 }]);
    await expect(once(reader, "UPDATE counters SET value = 9")).rejects.toMatchObject({ code: "25006" });
    await once(uri, "UPDATE counters SET value = 8");
  });

  test("follows a database that was renamed", async () => {
    const databases = `/projects/${project}/branches/${main}/databases`;
    await ask("POST", databases, { database: { name: "reports", owner_name: "neondb_owner" } });
    await once(await uriOf({ database_name: "reports" }), "CREATE TABLE figures (id int)");
    await ask("PATCH", `${databases}/reports`, { database: { name: "figures" } });
    const renamed = await uriOf({ database_name: "figures" });
    expect(
      await once(renamed, "SELECT current_database() AS name FROM figures RIGHT JOIN (SELECT 1) x ON true"),
    ).toEqual([{ name: "figures" }]);
  });

  test("finds everything at the same address after a restart of the sandbox", async () => {
    await sandbox.close();
    sandbox = await start();
    expect(await uriOf({})).toBe(uri);
    expect(await once(uri, "SELECT value FROM counters")).toEqual([{ value: 8 }]);
  });
});
