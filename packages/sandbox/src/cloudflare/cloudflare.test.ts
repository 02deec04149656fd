import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { at, type Answer, type Bench, makeBench } from "../../test/vendor-client.ts";
import { sandboxAccountId } from "../sandbox-env.ts";
import { makeCloudflare } from "./make-cloudflare.ts";

const account = `/accounts/${sandboxAccountId}`;
// The description is derived from an SDK's types: it lost some envelopes, and what may be null.
const overruled = /^(POST \/zones:|GET \/user:|.*\/bulk\/get: \/result|.*dns_records.*: \/result)/;
let bench: Bench;

beforeEach(async () => {
  bench = await makeBench(makeCloudflare, "/cloudflare/client/v4", "cloudflare", {}, overruled);
});
afterEach(() => bench.close());

const code = (answer: Answer) => [answer.status, at(answer, "errors", 0, "code")];
const idOf = (answer: Answer) => String(at(answer, "result", "id"));

function form(metadata: object, modules: Readonly<Record<string, string>>): FormData {
  const data = new FormData();
  data.append("metadata", JSON.stringify(metadata));
  for (const [name, text] of Object.entries(modules)) {
    data.append(name, new File([text], name, { type: "application/javascript+module" }));
  }
  return data;
}

async function send(method: string, path: string, data: FormData): Promise<Answer> {
  const response = await fetch(`${bench.sandbox.origin}/cloudflare/client/v4${path}`, {
    method,
    headers: { authorization: "Bearer sandbox-token" },
    body: data,
  });
  return { status: response.status, body: await response.json(), headers: response.headers };
}

const upload = (name: string, metadata: object = {}, source = "export default { fetch: () => new Response('hi') }") =>
  send("PUT", `${account}/workers/scripts/${name}`, form({ main_module: "a.js", ...metadata }, { "a.js": source }));

describe("identity", () => {
  test("tells who owns the token", async () => {
    expect(at(await bench.ask("GET", "/user/tokens/verify"), "result", "status")).toBe("active");
    expect(at(await bench.ask("GET", "/accounts"), "result", 0, "id")).toBe(sandboxAccountId);
    await bench.ask("GET", "/user");
    await bench.ask("GET", "/memberships");
  });

  test.each([
    ["without a token", {}, [400, 9106]],
    ["with a bad token", { authorization: "Bearer bad-token" }, [401, 10000]],
  ])("refuses %s", async (_, headers, expected) => {
    const response = await fetch(`${bench.sandbox.origin}/cloudflare/client/v4/accounts`, { headers });
    expect(code({ status: response.status, body: await response.json(), headers: response.headers })).toEqual(expected);
    expect(response.headers.get("x-should-retry")).toBe("false");
  });

  test("has the vendor's words for a route it does not know", async () => {
    expect(code(await bench.ask("GET", "/nowhere"))).toEqual([404, 7003]);
  });
});

describe("KV", () => {
  const namespaces = `${account}/storage/kv/namespaces`;

  test("creates a namespace, renames it and refuses its title to another", async () => {
    const id = idOf(await bench.ask("POST", namespaces, { title: "cache" }));
    expect(code(await bench.ask("POST", namespaces, { title: "cache" }))).toEqual([400, 10014]);
    expect(code(await bench.ask("POST", namespaces, {}))).toEqual([400, 10019]);
    await bench.ask("PUT", `${namespaces}/${id}`, { title: "other" });
    expect(at(await bench.ask("GET", `${namespaces}/${id}`), "result", "title")).toBe("other");
    await bench.ask("DELETE", `${namespaces}/${id}`);
    expect(code(await bench.ask("GET", `${namespaces}/${id}`))).toEqual([404, 10013]);
  });

  test("ends a list with an empty page", async () => {
    for (const title of ["a", "b", "c"]) await bench.ask("POST", namespaces, { title });
    const sizes = [1, 2, 3].map(async (page) => {
      const answer = await bench.ask("GET", `${namespaces}?per_page=2&page=${page}`);
      return [at(answer, "result_info", "count"), at(answer, "result_info", "total_count")];
    });
    expect(await Promise.all(sizes)).toEqual([
      [2, 3],
      [1, 3],
      [0, 3],
    ]);
  });

  test("lists keys with metadata page by page, and forgets the expired", async () => {
    const id = idOf(await bench.ask("POST", namespaces, { title: "cache" }));
    const soon = Math.floor(Date.now() / 1_000) + 60;
    const rows = ["a", "b", "c"].map((key) => ({ key, value: `value of ${key}`, metadata: { key }, expiration: soon }));
    await bench.ask("PUT", `${namespaces}/${id}/bulk`, rows);
    const first = await bench.ask("GET", `${namespaces}/${id}/keys?limit=2`);
    const cursor = String(at(first, "result_info", "cursor"));
    const rest = await bench.ask("GET", `${namespaces}/${id}/keys?limit=2&cursor=${cursor}`);
    expect(at(rest, "result")).toEqual([{ name: "c", expiration: soon, metadata: { key: "c" } }]);
    expect(at(rest, "result_info", "cursor")).toBe("");
    const read = await bench.ask("POST", `${namespaces}/${id}/bulk/get`, { keys: ["a", "none"] });
    expect(at(read, "result", "values")).toEqual({ a: "value of a", none: null });
    const late = [{ key: "d", value: "", expiration_ttl: 5 }];
    expect(code(await bench.ask("PUT", `${namespaces}/${id}/bulk`, late))).toEqual([400, 10030]);
  });
});

describe("scripts", () => {
  const scripts = `${account}/workers/scripts`;
  const plain = { type: "plain_text", name: "GREETING", text: "hello" };
  const secret = { type: "secret_text", name: "TOKEN", text: "sandbox-secret" };

  test("never tells a secret, and drops it with an upload that does not keep it", async () => {
    await upload("api", { bindings: [plain, secret] });
    const settings = await bench.ask("GET", `${scripts}/api/settings`);
    expect(at(settings, "result", "bindings")).toEqual([plain, { type: "secret_text", name: "TOKEN" }]);
    await upload("api", { bindings: [], keep_bindings: ["secret_text"] });
    expect(at(await bench.ask("GET", `${scripts}/api/secrets`), "result")).toHaveLength(1);
    await upload("api", { bindings: [{ type: "inherit", name: "TOKEN" }] });
    expect(at(await bench.ask("GET", `${scripts}/api/secrets`), "result")).toHaveLength(1);
    await upload("api");
    expect(at(await bench.ask("GET", `${scripts}/api/secrets`), "result")).toEqual([]);
  });

  test("takes metadata as a file as well", async () => {
    const data = form({}, { "a.js": "export default {}" });
    data.set("metadata", new File(['{"main_module":"a.js"}'], "m.json", { type: "application/json" }));
    expect((await send("PUT", `${scripts}/api`, data)).status).toBe(200);
    const content = await fetch(`${bench.sandbox.origin}/cloudflare/client/v4${scripts}/api/content/v2`, {
      headers: { authorization: "Bearer sandbox-token" },
    });
    expect(content.headers.get("cf-entrypoint")).toBe("a.js");
    expect((await content.formData()).has("a.js")).toBe(true);
  });

  test.each([
    ["an entry that was not sent", { main_module: "other.js" }, [400, 10021]],
    [
      "a namespace that is not there",
      { bindings: [{ type: "kv_namespace", name: "C", namespace_id: "0" }] },
      [400, 10041],
    ],
    ["a binding named twice", { bindings: [plain, plain] }, [400, 10021]],
  ])("refuses %s", async (_, metadata, expected) => {
    expect(code(await upload("api", metadata))).toEqual(expected);
    expect(code(await bench.ask("GET", `${scripts}/api/settings`))).toEqual([404, 10007]);
  });

  test("refuses to inherit what is not there when told to be strict", async () => {
    const data = form({ main_module: "a.js", bindings: [{ type: "inherit", name: "X" }] }, { "a.js": "" });
    expect(code(await send("PUT", `${scripts}/api?bindings_inherit=strict`, data))).toEqual([400, 10057]);
  });

  test("keeps a script that another one binds to, unless forced", async () => {
    await upload("api");
    await upload("front", { bindings: [{ type: "service", name: "API", service: "api" }] });
    expect(code(await bench.ask("DELETE", `${scripts}/api`))).toEqual([400, 10064]);
    await bench.ask("DELETE", `${scripts}/api?force=true`);
    expect(at(await bench.ask("GET", scripts), "result", 0, "id")).toBe("front");
  });

  test("deploys a version that was uploaded before", async () => {
    await upload("api");
    const version = await send("POST", `${scripts}/api/versions`, form({ main_module: "a.js" }, { "a.js": "1" }));
    const share = (percentage: number) => ({
      strategy: "percentage",
      versions: [{ version_id: idOf(version), percentage }],
    });
    expect(code(await bench.ask("POST", `${scripts}/api/deployments`, share(50)))).toEqual([400, 10021]);
    const deployed = await bench.ask("POST", `${scripts}/api/deployments`, share(100));
    const live = await bench.ask("GET", `${scripts}/api/deployments`);
    expect(at(live, "result", "deployments", 0, "id")).toBe(idOf(deployed));
    await bench.ask("GET", `${scripts}/api/versions`);
  });

  test("changes settings, schedules, secrets and subdomain without new code", async () => {
    await upload("api");
    const change = new FormData();
    change.append("settings", JSON.stringify({ tags: ["team"], bindings: [plain] }));
    expect(at(await send("PATCH", `${scripts}/api/settings`, change), "result", "tags")).toEqual(["team"]);
    expect(at(await bench.ask("GET", `${scripts}?tags=team:yes`), "result")).toHaveLength(1);
    expect(at(await bench.ask("GET", `${scripts}?tags=team:no`), "result")).toHaveLength(0);
    await bench.ask("PUT", `${scripts}/api/schedules`, [{ cron: "*/5 * * * *" }]);
    expect(at(await bench.ask("GET", `${scripts}/api/schedules`), "result", "schedules", 0, "cron")).toBe(
      "*/5 * * * *",
    );
    await bench.ask("PUT", `${scripts}/api/secrets`, secret);
    await bench.ask("PATCH", `${scripts}/api/secrets-bulk`, {
      secrets: { TOKEN: null, OTHER: { ...secret, name: "OTHER" } },
    });
    expect(at(await bench.ask("GET", `${scripts}/api/secrets`), "result", 0, "name")).toBe("OTHER");
    await bench.ask("DELETE", `${scripts}/api/secrets/OTHER`);
    await bench.ask("POST", `${scripts}/api/subdomain`, { enabled: true, previews_enabled: false });
    const worker = await bench.ask("GET", `${account}/workers/workers`);
    expect(at(worker, "result", 0, "subdomain", "enabled")).toBe(true);
    await bench.ask("GET", `${scripts}/api/script-settings`);
  });
});

describe("resource tags", () => {
  const tags = `${account}/tags`;

  test("lists every tagged resource of the account by its tags", async () => {
    const kv = idOf(await bench.ask("POST", `${account}/storage/kv/namespaces`, { title: "cache" }));
    await upload("api");
    const worker = String(at(await bench.ask("GET", `${account}/workers/workers`), "result", 0, "id"));
    const put = (type: string, id: string, stack: string) =>
      bench.ask("PUT", tags, { resource_type: type, resource_id: id, tags: { "cloudmake-stack": stack } });
    await put("kv_namespace", kv, "shop.prod");
    await put("worker", worker, "shop.dev");
    const found = async (filter: string) => {
      const answer = await bench.ask("GET", `${tags}/resources?tag=${encodeURIComponent(filter)}`);
      const rows: unknown = at(answer, "result");
      return Array.isArray(rows) ? rows.map((_, index) => at(answer, "result", index, "name")) : rows;
    };
    expect(await found("cloudmake-stack")).toEqual(["api", "cache"]);
    expect(await found("cloudmake-stack=shop.prod,other")).toEqual(["cache"]);
    expect(await found("cloudmake-stack!=shop.prod")).toEqual(["api"]);
    expect(await found("!cloudmake-stack")).toEqual([]);
    await bench.ask("DELETE", `${account}/storage/kv/namespaces/${kv}`);
    expect(await found("cloudmake-stack")).toEqual(["api"]);
  });

  test("an untagged resource has an empty set, and a race is noticed", async () => {
    const kv = idOf(await bench.ask("POST", `${account}/storage/kv/namespaces`, { title: "cache" }));
    const here = `${tags}?resource_type=kv_namespace&resource_id=${kv}`;
    expect(at(await bench.ask("GET", here), "result", "tags")).toEqual({});
    const response = await fetch(`${bench.sandbox.origin}/cloudflare/client/v4${tags}`, {
      method: "PUT",
      headers: { authorization: "Bearer sandbox-token", "if-match": "old" },
      body: JSON.stringify({ resource_type: "kv_namespace", resource_id: kv, tags: { a: "b" } }),
    });
    expect(response.status).toBe(412);
  });
});

describe("zones", () => {
  test("become active and hold records by the vendor's rules", async () => {
    const zone = idOf(await bench.ask("POST", "/zones", { name: "shop.example", account: { id: sandboxAccountId } }));
    expect(at(await bench.ask("GET", `/zones?name=shop.example`), "result", 0, "status")).toBe("active");
    const records = `/zones/${zone}/dns_records`;
    const record = (rest: object) =>
      bench.ask("POST", records, { name: "www", type: "A", content: "192.0.2.1", ttl: 1, ...rest });
    const made = await record({ proxied: true, ttl: 300 });
    expect([at(made, "result", "name"), at(made, "result", "ttl")]).toEqual(["www.shop.example", 1]);
    expect(code(await record({}))).toEqual([400, 81058]);
    expect(code(await record({ type: "CNAME", content: "shop.example" }))).toEqual([400, 81053]);
    expect(code(await record({ name: "x", content: "not an address" }))).toEqual([400, 9005]);
    const mail = await record({ name: "@", type: "MX", content: "mail.shop.example", priority: 10 });
    expect(at(mail, "result", "name")).toBe("shop.example");
    await bench.ask("PATCH", `${records}/${idOf(made)}`, { comment: "front" });
    expect(at(await bench.ask("GET", `${records}?name=www.shop.example`), "result", 0, "comment")).toBe("front");
    await bench.ask("DELETE", `${records}/${idOf(made)}`);
    expect(code(await bench.ask("DELETE", `${records}/${idOf(made)}`))).toEqual([404, 81044]);
    expect(at(await bench.ask("GET", records), "result")).toHaveLength(1);
  });

  test("a batch changes all or nothing", async () => {
    const zone = idOf(await bench.ask("POST", "/zones", { name: "shop.example", account: { id: sandboxAccountId } }));
    const records = `/zones/${zone}/dns_records`;
    const row = (name: string, content: string) => ({ name, type: "A", content, ttl: 1 });
    const posts = [row("a", "192.0.2.1"), row("b", "nonsense")];
    expect((await bench.ask("POST", `${records}/batch`, { posts })).status).toBe(400);
    expect(at(await bench.ask("GET", records), "result")).toEqual([]);
    await bench.ask("POST", `${records}/batch`, { posts: posts.slice(0, 1) });
    expect(at(await bench.ask("GET", records), "result")).toHaveLength(1);
  });

  test("route host names to scripts of the account", async () => {
    const zone = idOf(await bench.ask("POST", "/zones", { name: "shop.example", account: { id: sandboxAccountId } }));
    const routes = `/zones/${zone}/workers/routes`;
    expect(code(await bench.ask("POST", routes, { pattern: "shop.example/*", script: "api" }))).toEqual([404, 10007]);
    await upload("api");
    await bench.ask("POST", routes, { pattern: "shop.example/*", script: "api" });
    const domain = { hostname: "api.shop.example", service: "api", zone_id: zone };
    await bench.ask("PUT", `${account}/workers/domains`, domain);
    expect(at(await bench.ask("GET", `${account}/workers/domains?service=api`), "result")).toHaveLength(1);
    await bench.ask("DELETE", `${account}/workers/scripts/api`);
    expect(at(await bench.ask("GET", routes), "result")).toEqual([]);
  });
});

describe("stores", () => {
  test("hold buckets, databases and queues under names that are taken once", async () => {
    await bench.ask("POST", `${account}/r2/buckets`, { name: "files" });
    expect(code(await bench.ask("POST", `${account}/r2/buckets`, { name: "files" }))).toEqual([409, 10004]);
    expect(at(await bench.ask("GET", `${account}/r2/buckets`), "result", "buckets")).toHaveLength(1);
    await bench.ask("POST", `${account}/d1/database`, { name: "data" });
    expect(code(await bench.ask("POST", `${account}/d1/database`, { name: "data" }))).toEqual([400, 7502]);
    expect(at(await bench.ask("GET", `${account}/d1/database`), "result")).toHaveLength(1);
    await bench.ask("POST", `${account}/queues`, { queue_name: "jobs" });
    expect(code(await bench.ask("POST", `${account}/queues`, { queue_name: "jobs" }))).toEqual([409, 11009]);
    expect(at(await bench.ask("GET", `${account}/queues`), "result")).toHaveLength(1);
    await bench.ask("DELETE", `${account}/r2/buckets/files`);
    expect(code(await bench.ask("DELETE", `${account}/r2/buckets/files`))).toEqual([404, 10006]);
  });
});

test("a restart finds everything as it was", async () => {
  await bench.ask("POST", `${account}/storage/kv/namespaces`, { title: "constructor" });
  await upload("constructor");
  const cloud = bench.sandbox.clouds.get("cloudflare");
  const snapshot: unknown = structuredClone(cloud?.snapshot());
  const before = cloud?.objects();
  await cloud?.reset();
  expect(cloud?.objects()).toEqual([]);
  cloud?.restore(snapshot);
  expect(cloud?.objects()).toEqual(before);
});
