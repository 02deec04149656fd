import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Sandbox } from "../sandbox.ts";
import { startSandbox } from "../start-sandbox.ts";
import type { MakeCloud } from "./sandbox-cloud.ts";

/** A cloud that holds one number. */
const makeCounterCloud: MakeCloud = (kernel) => {
  let value = 0;
  const app = new Hono();
  app.get("/v1/value", (c) => c.json({ value }));
  app.post("/v1/value", async (c) => {
    value += Number(await c.req.text());
    return c.json({ value, from: new URL(c.req.url).pathname }, 201);
  });
  app.post("/v1/slow", (c) => {
    kernel.clock.later(1_000, () => {
      value += 100;
    });
    return c.json({ value }, 202);
  });
  app.notFound((c) => c.json({ id: "not_found" }, 404));
  return {
    name: "hetzner",
    app,
    snapshot: () => value,
    restore: (snapshot) => {
      value = Number(snapshot);
    },
    reset: () => {
      value = 0;
      return Promise.resolve();
    },
    objects: () => [{ kind: "value", id: "1", name: "<b>", status: String(value) }],
    close: () => Promise.resolve(),
    faultBody: (status) => ({ id: `fault ${status}` }),
    rate: {
      windows: [{ calls: 3, windowMs: 60_000, kind: "sliding" }],
      headers: (state) => ({ "x-left": String(state.remaining) }),
      refusal: () => ({ body: { id: "too_many" }, headers: { "retry-after": "60" } }),
    },
  };
};

let directory = "";
let sandbox: Sandbox;

async function start(limits: "vendor" | "off" = "off"): Promise<Sandbox> {
  return startSandbox({ port: 0, directory, clockFactor: 0, clouds: [makeCounterCloud], limits });
}

async function ask(method: string, path: string, body?: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${sandbox.origin}${path}`, { method, ...(body === undefined ? {} : { body }) });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sandbox-"));
  sandbox = await start();
});

afterEach(async () => {
  await sandbox.close();
  await rm(directory, { recursive: true });
});

describe("the sandbox", () => {
  test("mounts a cloud under its name", async () => {
    expect(await ask("POST", "/hetzner/v1/value", "4")).toEqual({ status: 201, body: { value: 4, from: "/v1/value" } });
    expect(await ask("GET", "/hetzner/v1/elsewhere")).toEqual({ status: 404, body: { id: "not_found" } });
    expect(await ask("GET", "/neon/api/v2")).toMatchObject({ status: 404 });
  });

  test("keeps its state over a restart", async () => {
    await ask("POST", "/hetzner/v1/value", "4");
    await sandbox.close();
    sandbox = await start();
    expect(await ask("GET", "/hetzner/v1/value")).toEqual({ status: 200, body: { value: 4 } });
  });

  test("empties itself on reset", async () => {
    await ask("POST", "/hetzner/v1/value", "4");
    expect(await ask("POST", "/_sandbox/reset")).toEqual({ status: 204, body: undefined });
    expect(await ask("GET", "/hetzner/v1/value")).toEqual({ status: 200, body: { value: 0 } });
  });

  test("carries waits out at once when its clock stands at factor 0", async () => {
    expect(await ask("POST", "/hetzner/v1/slow")).toEqual({ status: 202, body: { value: 100 } });
  });

  test("refuses names that are not loopback", async () => {
    const answer = await sandboxGet("/", { host: "evil.example" });
    expect(answer).toBe(421);
  });

  test("shows what exists on its page, names escaped", async () => {
    const page = await (await fetch(sandbox.origin)).text();
    expect(page).toContain("&lt;b&gt;");
    expect(page).not.toContain("<b>");
  });

  test("counts reads and mutations by route", async () => {
    await ask("GET", "/hetzner/v1/value");
    await ask("POST", "/hetzner/v1/value", "1");
    await ask("DELETE", "/hetzner/v1/value/17");
    expect((await ask("GET", "/_sandbox/counters")).body).toEqual({
      hetzner: {
        reads: 1,
        mutations: 2,
        limited: 0,
        routes: { "GET /v1/value": 1, "POST /v1/value": 1, "DELETE /v1/value/*": 1 },
      },
    });
    const lines = sandbox.requests.lines().map(({ method, path, status }) => `${method} ${path} ${status}`);
    expect(lines).toEqual([
      "GET /hetzner/v1/value 200",
      "POST /hetzner/v1/value 201",
      "DELETE /hetzner/v1/value/17 404",
    ]);
  });
});

describe("a fault", () => {
  test("answers in the vendor's shape, as often as it was told", async () => {
    await ask("POST", "/_sandbox/faults", JSON.stringify({ cloud: "hetzner", route: "/v1/*", status: 503, times: 1 }));
    expect(await ask("GET", "/hetzner/v1/value")).toEqual({ status: 503, body: { id: "fault 503" } });
    expect(await ask("GET", "/hetzner/v1/value")).toEqual({ status: 200, body: { value: 0 } });
  });

  test("cuts the connection before the change", async () => {
    sandbox.faults.add({ cloud: "hetzner", method: "POST", route: "/v1/value", drop: "before", times: 1 });
    await expect(ask("POST", "/hetzner/v1/value", "4")).rejects.toThrow("fetch failed");
    expect((await ask("GET", "/hetzner/v1/value")).body).toEqual({ value: 0 });
  });

  test("cuts the connection after the change", async () => {
    sandbox.faults.add({ cloud: "hetzner", method: "POST", route: "/v1/value", drop: "after", times: 1 });
    await expect(ask("POST", "/hetzner/v1/value", "4")).rejects.toThrow("fetch failed");
    expect((await ask("GET", "/hetzner/v1/value")).body).toEqual({ value: 4 });
  });

  test("lets a request go on whose caller is gone", async () => {
    const slow = { cloud: "hetzner", method: "POST", route: "/v1/value", delayMs: 200, goesOn: true } as const;
    sandbox.faults.add({ ...slow, times: 1 });
    const body = { method: "POST", body: "4", signal: AbortSignal.timeout(10) };
    await expect(fetch(`${sandbox.origin}/hetzner/v1/value`, body)).rejects.toThrow("timeout");
    await sandbox.idle();
    expect((await ask("GET", "/hetzner/v1/value")).body).toEqual({ value: 4 });
  });

  test("is refused when it is malformed", async () => {
    const answer = await ask("POST", "/_sandbox/faults", JSON.stringify({ cloud: "mars", route: "x" }));
    expect(answer.status).toBe(400);
    expect(sandbox.faults.list()).toEqual([]);
  });
});

test("a cloud's rate limit answers as the vendor does", async () => {
  await sandbox.close();
  sandbox = await start("vendor");
  const answers = [];
  for (let call = 0; call < 4; call += 1) answers.push(await fetch(`${sandbox.origin}/hetzner/v1/value`));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
  expect(answers.map(({ headers }) => headers.get("x-left"))).toEqual(["2", "1", "0", "0"]);
  expect(answers[3]?.headers.get("retry-after")).toBe("60");
});

/** `fetch` does not let a caller choose the Host header. */
async function sandboxGet(path: string, headers: Record<string, string>): Promise<number> {
  const { request } = await import("node:http");
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  request(`${sandbox.origin}${path}`, { headers }, (answer) => {
    answer.resume();
    resolve(answer.statusCode ?? 0);
  })
    .on("error", reject)
    .end();
  return promise;
}
