import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { sandboxAccountId } from "../../sandbox-env.ts";
import type { Sandbox } from "../../sandbox.ts";
import { startSandbox } from "../../start-sandbox.ts";
import { makeCloudflare } from "../make-cloudflare.ts";

const Created = z.object({ result: z.object({ id: z.string() }) });
const Found = z.object({ result: z.array(z.object({ name: z.string(), metadata: z.unknown().optional() })) });

describe("uploaded scripts", () => {
  let sandbox: Sandbox;
  let directory = "";
  const headers = { authorization: "Bearer sandbox-token" };
  const api = (path: string, init?: RequestInit) =>
    fetch(`${sandbox.origin}/cloudflare/client/v4/accounts/${sandboxAccountId}${path}`, { headers, ...init });
  const run = (script: string, path = "/", init?: RequestInit) =>
    fetch(`${sandbox.origin}/workers/${script}${path}`, init);
  const upload = async (name: string, source: string, bindings: readonly object[] = []): Promise<void> => {
    const data = new FormData();
    const metadata = { main_module: "a.js", compatibility_date: "2026-07-01", bindings };
    data.append("metadata", JSON.stringify(metadata));
    data.append("a.js", new File([source], "a.js", { type: "application/javascript+module" }));
    data.append("note.txt", new File(["a text module"], "note.txt", { type: "text/plain" }));
    expect((await api(`/workers/scripts/${name}`, { method: "PUT", body: data })).status).toBe(200);
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "sandbox-"));
    sandbox = await startSandbox({ port: 0, directory, clockFactor: 0, clouds: [makeCloudflare] });
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(directory, { recursive: true });
  });

  test("answer under their own name, with modules, text and secrets at hand", async () => {
    const source = `import note from "./note.txt";
      export default { fetch: (request, env) => Response.json({ note, host: new URL(request.url).hostname, ...env }) };`;
    const bindings = [
      { type: "plain_text", name: "GREETING", text: "hello" },
      { type: "secret_text", name: "TOKEN", text: "sandbox-secret" },
      { type: "json", name: "LIMITS", json: { most: 3 } },
    ];
    await upload("hello", source, bindings);
    const expected = { note: "a text module", GREETING: "hello", TOKEN: "sandbox-secret", LIMITS: { most: 3 } };
    expect(await (await run("hello")).json()).toEqual({ ...expected, host: "hello.localhost" });
  });

  test("call each other through service bindings", async () => {
    const source = "export default { fetch: (request, env) => env.HELLO.fetch(request) };";
    await upload("front", source, [{ type: "service", name: "HELLO", service: "hello" }]);
    expect(await (await run("front")).json()).toMatchObject({ GREETING: "hello" });
  });

  test("share their KV values with the API", async () => {
    const made = await api("/storage/kv/namespaces", { method: "POST", body: JSON.stringify({ title: "cache" }) });
    const { id } = Created.parse(await made.json()).result;
    const source = `export default { async fetch(request, env) {
      await env.CACHE.put("by/worker", new Uint8Array([1, 2, 3]), { metadata: { n: 1 }, expirationTtl: 60 });
      await env.CACHE.delete("gone");
      const json = await env.CACHE.get("json", "json");
      const { keys, list_complete } = await env.CACHE.list({ prefix: "by/" });
      const { metadata } = await env.CACHE.getWithMetadata("by/worker", { type: "arrayBuffer" });
      return Response.json({ json, none: await env.CACHE.get("none"), names: keys.map((k) => k.name), list_complete, metadata });
    } };`;
    await upload("cache", source, [{ type: "kv_namespace", name: "CACHE", namespace_id: id }]);
    const values = `/storage/kv/namespaces/${id}/values`;
    await api(`${values}/json`, { method: "PUT", body: '{"a":1}' });
    await api(`${values}/gone`, { method: "PUT", body: "x" });
    const seen = { json: { a: 1 }, none: null, names: ["by/worker"], list_complete: true, metadata: { n: 1 } };
    expect(await (await run("cache")).json()).toEqual(seen);
    expect(new Uint8Array(await (await api(`${values}/by%2Fworker`)).arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
    const { result } = Found.parse(await (await api(`/storage/kv/namespaces/${id}/keys`)).json());
    expect(result.map(({ name }) => name)).toEqual(["by/worker", "json"]);
  });

  test("run in the newest version as soon as it is uploaded", async () => {
    await upload("hello", "export default { fetch: () => new Response('second', { status: 202 }) };");
    const answer = await run("hello");
    expect([answer.status, await answer.text()]).toEqual([202, "second"]);
  });

  test("that do not start say why, and leave the others running", async () => {
    await upload("broken", "export default {");
    const answer = await run("broken");
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("SyntaxError");
    expect((await run("hello")).status).toBe(202);
  });

  test("get what was sent to them, and are answered for when they do not exist", async () => {
    await upload(
      "echo",
      "export default { fetch: (request) => new Response(request.body, { headers: request.headers }) };",
    );
    const answer = await run("echo", "/", { method: "POST", body: "sent", headers: { "x-mine": "yes" } });
    expect([await answer.text(), answer.headers.get("x-mine")]).toEqual(["sent", "yes"]);
    expect((await run("nobody")).status).toBe(404);
  });
});
