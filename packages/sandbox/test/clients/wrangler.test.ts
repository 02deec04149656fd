import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { makeCloudflare } from "../../src/cloudflare/make-cloudflare.ts";
import type { Sandbox } from "../../src/sandbox.ts";
import { startSandbox } from "../../src/start-sandbox.ts";
import { type ClientRun, installClients, runClient } from "@cloudmake/testing";

const clients = await installClients();
if ("missing" in clients) process.stderr.write(`wrangler judges nothing: ${clients.missing}\n`);

const workerSource = `export default {
  async fetch(request, env) {
    const key = new URL(request.url).pathname.slice(1);
    if (request.method === "PUT") {
      await env.CACHE.put(key, await request.text());
      return new Response("stored", { status: 201 });
    }
    return Response.json({ greeting: env.GREETING, token: env.TOKEN, value: await env.CACHE.get(key) });
  },
};`;
const Namespaces = z.array(z.object({ id: z.string(), title: z.string() }));

describe.skipIf("missing" in clients)("wrangler", () => {
  let sandbox: Sandbox;
  let home = "";
  const lines: string[] = [];

  const wrangler = (args: readonly string[], stdin?: string): Promise<ClientRun> => {
    if ("missing" in clients) throw new Error(clients.missing);
    return runClient("wrangler", args, { clients: clients.directory, home, env: sandbox.env(), stdin });
  };
  const worked = async (args: readonly string[], stdin?: string): Promise<string> => {
    const run = await wrangler(args, stdin);
    expect(run.code, `${args.join(" ")}\n${run.stdout}${run.stderr}`).toBe(0);
    return run.stdout;
  };
  const script = async (path: string, init?: RequestInit): Promise<unknown> => {
    const answer = await fetch(`${sandbox.origin}/workers/api${path}`, init);
    const text = await answer.text();
    return answer.headers.get("content-type")?.includes("json") === true ? JSON.parse(text) : text;
  };

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "wrangler-"));
    const log = (line: string) => lines.push(line);
    sandbox = await startSandbox({
      port: 0,
      directory: join(home, "sandbox"),
      clockFactor: 0,
      clouds: [makeCloudflare],
      log,
    });
    await writeFile(join(home, "worker.js"), workerSource);
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(home, { recursive: true });
  });

  test("knows who it is", async () => {
    expect(await worked(["whoami"])).toContain("sandbox0000000000000000000000000");
  });

  test("says that a bad token is bad", async () => {
    const env = { ...sandbox.env(), CLOUDFLARE_API_TOKEN: "bad-token" };
    const run = await runClient("wrangler", ["kv", "namespace", "list"], {
      clients: "directory" in clients ? clients.directory : "",
      home,
      env,
    });
    expect(run.code).not.toBe(0);
    expect(run.stdout + run.stderr).toContain("10000");
  });

  test("creates namespaces and keeps values in them", async () => {
    await worked(["kv", "namespace", "create", "CACHE"]);
    const [namespace] = Namespaces.parse(JSON.parse(await worked(["kv", "namespace", "list"])));
    const here = ["--remote", "--namespace-id", namespace?.id ?? ""];
    await worked(["kv", "key", "put", ...here, "a/b", "written by wrangler"]);
    expect(await worked(["kv", "key", "get", ...here, "a/b"])).toContain("written by wrangler");
    const config = {
      name: "api",
      main: "worker.js",
      compatibility_date: "2026-07-01",
      vars: { GREETING: "hello" },
      kv_namespaces: [{ binding: "CACHE", id: namespace?.id }],
      triggers: { crons: ["*/5 * * * *"] },
    };
    await writeFile(join(home, "wrangler.json"), JSON.stringify(config));
  });

  test("deploys a worker that runs, on the values the API wrote", async () => {
    expect(await worked(["deploy"])).toContain("https://api.sandbox.workers.dev");
    expect(await script("/a/b")).toEqual({ greeting: "hello", value: "written by wrangler" });
  });

  test("finds what the worker wrote", async () => {
    expect(await script("/from-worker", { method: "PUT", body: "written by the worker" })).toBe("stored");
    const run = await worked(["kv", "key", "get", "--remote", "--binding", "CACHE", "from-worker"]);
    expect(run).toContain("written by the worker");
  });

  test("puts secrets that the next deploy keeps", async () => {
    await worked(["secret", "put", "TOKEN"], "sandbox-secret");
    expect(await script("/x")).toMatchObject({ token: "sandbox-secret" });
    await worked(["deploy", "--message", "again"]);
    expect(await script("/x")).toMatchObject({ token: "sandbox-secret" });
    expect(JSON.parse(await worked(["secret", "list"]))).toEqual([{ name: "TOKEN", type: "secret_text" }]);
  });

  test("lists versions, deployments and goes back to the version before", async () => {
    expect(await worked(["versions", "list"])).toContain("Version ID");
    expect(await worked(["deployments", "list"])).toContain("again");
    await worked(["rollback", "--yes", "--message", "back"]);
    expect(await worked(["deployments", "status"])).toContain("back");
  });

  test("makes buckets, databases and queues", async () => {
    await worked(["r2", "bucket", "create", "shop-files"]);
    expect(await worked(["r2", "bucket", "list"])).toContain("shop-files");
    await worked(["d1", "create", "shop-data"]);
    expect(await worked(["d1", "list"])).toContain("shop-data");
    await worked(["queues", "create", "shop-jobs"]);
    expect(await worked(["queues", "list"])).toContain("shop-jobs");
  });

  test("deletes the worker", async () => {
    await worked(["delete", "--force"]);
    expect(await script("/x")).toContain("no worker api");
  });

  test("asked for nothing the sandbox does not know", () => {
    expect(lines).toEqual([]);
  });
});
