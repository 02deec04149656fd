import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { makeNeon } from "../../src/neon/make-neon.ts";
import type { Sandbox } from "../../src/sandbox.ts";
import { startSandbox } from "../../src/start-sandbox.ts";
import { type ClientRun, installClients, runClient } from "@cloudmake/testing";

const clients = await installClients();
if ("missing" in clients) process.stderr.write(`neonctl judges nothing: ${clients.missing}\n`);

const Created = z.object({ project: z.object({ id: z.string() }) });

describe.skipIf("missing" in clients)("neonctl", () => {
  let sandbox: Sandbox;
  let home = "";
  let project = "";
  const lines: string[] = [];

  const neonctl = (args: readonly string[], env = sandbox.env()): Promise<ClientRun> => {
    if ("missing" in clients) throw new Error(clients.missing);
    return runClient("neonctl", args, { clients: clients.directory, home, env });
  };
  const worked = async (args: readonly string[]): Promise<string> => {
    const run = await neonctl(args);
    expect(run.code, `${args.join(" ")}\n${run.stdout}${run.stderr}`).toBe(0);
    return run.stdout;
  };
  const sql = (branch: string, statement: string): Promise<string> => {
    const plain = ["--project-id", project, "--psql", "--fallback", "--ssl", "omit"];
    return worked(["connection-string", branch, ...plain, "--", "-t", "-A", "-c", statement]);
  };

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "neonctl-"));
    const log = (line: string) => lines.push(line);
    sandbox = await startSandbox({
      port: 0,
      directory: join(home, "sandbox"),
      clockFactor: 0,
      clouds: [makeNeon],
      log,
    });
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(home, { recursive: true });
  });

  test("creates projects and lists them", async () => {
    const output = await worked(["projects", "create", "--name", "shop", "--output", "json"]);
    project = Created.parse(JSON.parse(output)).project.id;
    expect(await worked(["projects", "list"])).toContain(project);
  });

  test("says that a bad token is bad", async () => {
    const run = await neonctl(["projects", "list"], { ...sandbox.env(), NEON_API_KEY: "bad-token" });
    expect(run.code).not.toBe(0);
  });

  test("creates a branch that starts with the data of its parent, and changes only its own", async () => {
    await sql("main", "create table orders (id int); insert into orders values (1), (2)");
    await worked(["branches", "create", "--project-id", project, "--name", "preview"]);
    await sql("preview", "insert into orders values (3)");
    expect((await sql("preview", "select count(*) from orders")).trim()).toBe("3");
    expect((await sql("main", "select count(*) from orders")).trim()).toBe("2");
  });

  test("resets a branch to its parent", async () => {
    await worked(["branches", "reset", "preview", "--parent", "--project-id", project]);
    expect((await sql("preview", "select count(*) from orders")).trim()).toBe("2");
  });

  test("creates roles and databases of a branch", async () => {
    const here = ["--project-id", project, "--branch", "preview"];
    await worked(["roles", "create", "--name", "reader", ...here]);
    expect(await worked(["roles", "list", ...here])).toContain("reader");
    await worked(["databases", "create", "--name", "reports", "--owner-name", "reader", ...here]);
    expect(await worked(["databases", "list", ...here])).toContain("reports");
  });

  test("deletes the branch and the project", async () => {
    await worked(["branches", "delete", "preview", "--project-id", project]);
    expect(await worked(["branches", "list", "--project-id", project])).not.toContain("preview");
    await worked(["projects", "delete", project]);
    expect(await worked(["projects", "list"])).not.toContain(project);
  });

  test("asked for nothing the sandbox does not know", () => {
    expect(lines).toEqual([]);
  });
});
