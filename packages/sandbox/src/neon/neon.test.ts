import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { at, type Answer, type Bench, makeBench } from "../../test/vendor-client.ts";
import { makeNeon } from "./make-neon.ts";

let bench: Bench;
let project = "";
let main = "";

beforeEach(async () => {
  bench = await makeBench(makeNeon, "/neon/api/v2", "neon");
  const created = await bench.ask("POST", "/projects", { project: { name: "shop", pg_version: 17 } });
  project = String(at(created, "project", "id"));
  main = String(at(created, "branch", "id"));
});
afterEach(() => bench.close());

const here = (path = "") => `/projects/${project}${path}`;
const branchId = (answer: Answer) => String(at(answer, "branch", "id"));
const branch = (name: string, rest: object = {}, more: object = {}) =>
  bench.ask("POST", here("/branches"), { branch: { name, ...rest }, ...more });

describe("a project", () => {
  test("comes with a branch, a role, a database, an endpoint and a way to connect", async () => {
    expect(at(await bench.ask("GET", here("/branches")), "branches", 0, "name")).toBe("main");
    const query = "database_name=neondb&role_name=neondb_owner";
    const uri = String(at(await bench.ask("GET", here(`/connection_uri?${query}`)), "uri"));
    expect(uri).toMatch(/^postgresql:\/\/neondb_owner:npg_sandbox_\w+@127\.0\.0\.1:\d+\/neondb\?sslmode=disable$/);
    expect(at(await bench.ask("GET", here("/endpoints")), "endpoints", 0, "current_state")).toBe("active");
    expect(at(await bench.ask("GET", here("/operations")), "operations", 0, "status")).toBe("finished");
  });

  test("is listed page by page until a page is empty", async () => {
    for (const name of ["a", "b"]) await bench.ask("POST", "/projects", { project: { name } });
    const sizes: unknown[] = [];
    let cursor = "";
    for (let page = 0; page < 3; page += 1) {
      const answer = await bench.ask("GET", `/projects?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
      cursor = String(at(answer, "pagination", "cursor"));
      const projects = at(answer, "projects");
      sizes.push(Array.isArray(projects) ? projects.length : projects);
    }
    expect(sizes).toEqual([2, 1, 0]);
  });

  test("changes its name and history", async () => {
    await bench.ask("PATCH", here(), { project: { name: "store", history_retention_seconds: 3_600 } });
    const read = await bench.ask("GET", here());
    expect([at(read, "project", "name"), at(read, "project", "history_retention_seconds")]).toEqual(["store", 3_600]);
  });

  test("can be brought back for a while after its deletion", async () => {
    await bench.ask("DELETE", here());
    expect((await bench.ask("GET", here())).status).toBe(404);
    expect(at(await bench.ask("GET", "/projects?recoverable=true"), "projects", 0, "id")).toBe(project);
    await bench.ask("POST", here("/recover"), {});
    expect(at(await bench.ask("GET", here("/branches")), "branches", 0, "id")).toBe(main);
  });
});

describe("a branch", () => {
  test("carries its annotation in both reads", async () => {
    const id = branchId(await branch("dev", {}, { annotation_value: { "cloudmake-stack": "shop/dev" } }));
    const read = await bench.ask("GET", here(`/branches/${id}`));
    expect(at(read, "annotation", "value")).toEqual({ "cloudmake-stack": "shop/dev" });
    const list = await bench.ask("GET", here("/branches?limit=10000"));
    expect(at(list, "annotations", id, "value", "cloudmake-stack")).toBe("shop/dev");
  });

  test("inherits roles with their passwords, and databases", async () => {
    const created = await branch("dev", {}, { endpoints: [{ type: "read_write" }] });
    const id = branchId(created);
    const password = (from: string) => bench.ask("GET", here(`/branches/${from}/roles/neondb_owner/reveal_password`));
    expect(at(await password(id), "password")).toBe(at(await password(main), "password"));
    expect(at(await bench.ask("GET", here(`/branches/${id}/databases`)), "databases", 0, "name")).toBe("neondb");
    expect(at(created, "endpoints", 0, "branch_id")).toBe(id);
  });

  test("has a name of its own in the project", async () => {
    await branch("dev");
    expect((await branch("dev")).status).toBe(409);
    expect(at(await bench.ask("GET", here("/branches?search=dev")), "branches")).toHaveLength(1);
  });

  test.each([
    ["the default", () => main, 422],
    ["one that is gone already", () => "br-gone-00000000", 204],
  ])("deleting %s is answered as the vendor does", async (_, id, status) => {
    expect((await bench.ask("DELETE", here(`/branches/${id()}`))).status).toBe(status);
  });

  test("cannot go while it is protected or has children", async () => {
    const id = branchId(await branch("dev", { protected: true }));
    expect((await bench.ask("DELETE", here(`/branches/${id}`))).status).toBe(422);
    await bench.ask("PATCH", here(`/branches/${id}`), { branch: { protected: false } });
    const child = branchId(await branch("child", { parent_id: id }));
    expect((await bench.ask("DELETE", here(`/branches/${id}`))).status).toBe(422);
    await bench.ask("DELETE", here(`/branches/${child}?hard_delete=true`));
    expect((await bench.ask("DELETE", here(`/branches/${id}`))).status).toBe(200);
    expect((await bench.ask("POST", here(`/branches/${child}/recover`), {})).status).toBe(404);
    await bench.ask("POST", here(`/branches/${id}/recover`), {});
    expect((await bench.ask("GET", here(`/branches/${id}`))).status).toBe(200);
  });

  test("goes by itself when its time is over", async () => {
    const expires_at = new Date(Date.now() + 1_000).toISOString();
    const id = branchId(await branch("preview", { expires_at }));
    await expect
      .poll(async () => (await bench.ask("GET", here(`/branches/${id}`))).status, { timeout: 10_000 })
      .toBe(404);
  });
});

describe("endpoints, roles and databases", () => {
  test("a branch has one read-write endpoint and many read-only ones", async () => {
    const create = (type: string) => bench.ask("POST", here("/endpoints"), { endpoint: { branch_id: main, type } });
    expect((await create("read_write")).status).toBe(400);
    const id = String(at(await create("read_only"), "endpoint", "id"));
    await bench.ask("PATCH", here(`/endpoints/${id}`), { endpoint: { suspend_timeout_seconds: 60 } });
    await bench.ask("POST", here(`/endpoints/${id}/suspend`));
    const read = await bench.ask("GET", here(`/endpoints/${id}`));
    expect([at(read, "endpoint", "current_state"), at(read, "endpoint", "suspend_timeout_seconds")]).toEqual([
      "idle",
      60,
    ]);
    expect((await bench.ask("DELETE", here(`/endpoints/${id}`))).status).toBe(200);
    expect((await bench.ask("DELETE", here(`/endpoints/${id}`))).status).toBe(204);
  });

  test("names are taken once, and a role keeps what it owns", async () => {
    const roles = here(`/branches/${main}/roles`);
    const databases = here(`/branches/${main}/databases`);
    expect((await bench.ask("POST", roles, { role: { name: "app" } })).status).toBe(201);
    expect((await bench.ask("POST", roles, { role: { name: "app" } })).status).toBe(409);
    await bench.ask("POST", databases, { database: { name: "reports", owner_name: "app" } });
    expect((await bench.ask("POST", databases, { database: { name: "reports", owner_name: "app" } })).status).toBe(409);
    expect((await bench.ask("DELETE", `${roles}/app`)).status).toBe(409);
    await bench.ask("PATCH", `${databases}/reports`, { database: { name: "figures" } });
    expect((await bench.ask("DELETE", `${databases}/figures`)).status).toBe(200);
    expect((await bench.ask("DELETE", `${databases}/figures`)).status).toBe(204);
    const before = at(await bench.ask("GET", `${roles}/app/reveal_password`), "password");
    await bench.ask("POST", `${roles}/app/reset_password`);
    expect(at(await bench.ask("GET", `${roles}/app/reveal_password`), "password")).not.toBe(before);
    expect((await bench.ask("DELETE", `${roles}/app`)).status).toBe(200);
  });
});

test("no more branches are made than the account may have", async () => {
  bench.sandbox.quotas.set({ cloud: "neon", kind: "branches", max: 1 });
  expect(at(await branch("dev"), "code")).toBe("BRANCHES_LIMIT_EXCEEDED");
});

describe("the account", () => {
  test("knows its user, organisations, regions and keys", async () => {
    expect(at(await bench.ask("GET", "/users/me"), "login")).toBe("sandbox");
    await bench.ask("GET", "/users/me/organizations");
    await bench.ask("GET", "/auth");
    await bench.ask("GET", "/regions");
    const key = await bench.ask("POST", "/api_keys", { key_name: "ci" });
    expect(at(await bench.ask("GET", "/api_keys"), 0, "name")).toBe("ci");
    await bench.ask("DELETE", `/api_keys/${String(at(key, "id"))}`);
  });
});

test("one operation holds the project, and what comes meanwhile is told to wait", async () => {
  const slow = await makeBench(makeNeon, "/neon/api/v2", "neon", { clockFactor: 0.2 });
  const created = await slow.ask("POST", "/projects", { project: { name: "slow" } });
  const path = `/projects/${String(at(created, "project", "id"))}`;
  expect(at(created, "branch", "current_state")).toBe("init");
  expect(at(created, "operations", 0, "status")).toBe("running");
  expect(at(created, "operations", 1, "status")).toBe("scheduling");
  expect((await slow.ask("POST", `${path}/branches`, { branch: { name: "dev" } })).status).toBe(423);
  await expect
    .poll(async () => (await slow.ask("POST", `${path}/branches`, { branch: { name: "dev" } })).status, {
      timeout: 10_000,
    })
    .toBe(201);
  await slow.close();
});

test("a restart ends what was in flight and keeps the rest", async () => {
  const cloud = bench.sandbox.clouds.get("neon");
  await branch("dev");
  const snapshot: unknown = structuredClone(cloud?.snapshot());
  const before = cloud?.objects();
  await cloud?.reset();
  expect(cloud?.objects()).toEqual([]);
  cloud?.restore(snapshot);
  expect(cloud?.objects()).toEqual(before);
});
