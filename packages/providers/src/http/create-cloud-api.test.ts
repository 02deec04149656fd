import { Failure, stackId } from "@cloudmake/model";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { cut, type FaultServer, json, openFaultServer, type Reply, silence } from "../../test/fault-server.ts";
import { type VirtualTime, virtualTime } from "../../test/virtual-time.ts";
import { digitalocean } from "../digitalocean/digitalocean.ts";
import { hetzner } from "../hetzner/hetzner.ts";
import type { CloudApi } from "./cloud-api.ts";
import type { Cloud } from "./cloud.ts";
import { type CallWiring, createCloudApi } from "./create-cloud-api.ts";
import { type Exchange, exchangeOverHttp } from "./exchange.ts";
import { Governor } from "./governor.ts";
import type { Wait } from "./wait-notices.ts";
import type { TraceLine } from "./wiring.ts";

const token = "sandbox-token-hetzner";
const Thing = z.object({ name: z.string() });
const { signal } = new AbortController();
const box = json(200, { name: "box" });
const refusedWith = (status: number, code: string, headers = {}) =>
  json(status, { error: { code, message: "as you see" } }, headers);

describe("a cloud API", () => {
  let server: FaultServer;
  let time: VirtualTime;
  let api: CloudApi;
  let lines: TraceLine[];
  afterEach(() => server.close());

  async function open(
    replies: readonly Reply[],
    wiring: Partial<CallWiring> = {},
    told: Wait[] = [],
    cloud: Cloud = hetzner,
  ): Promise<void> {
    server = await openFaultServer(...replies);
    time = virtualTime();
    lines = [];
    const trace = (line: TraceLine): void => void lines.push(line);
    const account = { cloud, baseUrl: `${server.url}/v1`, token, variables: {} };
    const governor = new Governor(cloud.budget, { ...time, tell: (wait) => void told.push(wait) });
    api = createCloudApi(account, { ...time, governor, trace, ...wiring });
  }
  const get = () => api.get("/things/1", Thing, { signal });
  const post = () => api.post("/things", { name: "box" }, Thing, { signal });

  describe("reading", () => {
    test.each<[string, Reply]>([
      ["a 500", refusedWith(500, "internal")],
      ["a 503 that is no JSON", (_, response) => response.writeHead(503).end("<html>sorry</html>")],
      ["a 429", refusedWith(429, "rate_limit_exceeded")],
      ["a cut connection", cut],
    ])("tries again after %s", async (_, fault) => {
      await open([fault, fault, box]);
      expect(await get()).toEqual({ name: "box" });
      expect(server.asked).toHaveLength(3);
      expect(time.slept).toEqual([100, 200]);
    });

    test("waits as long as Retry-After says", async () => {
      await open([refusedWith(429, "rate_limit_exceeded", { "retry-after": "7" }), box]);
      await get();
      expect(time.clock.now()).toBe(7000);
    });

    test("waits out the five minutes for which Cloudflare blocks, and says so", async () => {
      const told: Wait[] = [];
      await open([refusedWith(429, "rate_limit_exceeded", { "retry-after": "300" }), box], {}, told);
      expect(await get()).toEqual({ name: "box" });
      expect(time.clock.now()).toBe(300_000);
      expect(told).toEqual([{ reason: "rate-limit", ms: 300_000 }]);
    });

    test("waits until the time that a 429 names, where that is when the next call may go out", async () => {
      const hour = { "ratelimit-remaining": "0", "ratelimit-reset": "40" };
      const full = json(429, { id: "too_many_requests", message: "API rate limit exceeded" }, hour);
      await open([full, box], {}, [], digitalocean);
      expect(await get()).toEqual({ name: "box" });
      expect(time.clock.now()).toBe(40_000);
    });

    test("does not take it for that where it is when all calls may", async () => {
      const full = refusedWith(429, "rate_limit_exceeded", { "ratelimit-reset": "3600" });
      await open([full, box]);
      expect(await get()).toEqual({ name: "box" });
      expect(time.slept).toEqual([100]);
    });

    test("gives up after the last try, with full jitter below each delay", async () => {
      await open([refusedWith(502, "bad_gateway")], { random: () => 0.5 });
      await expect(get()).rejects.toMatchObject({
        code: "PROVIDER_UNAVAILABLE",
        data: { cloud: "hetzner", reason: "HTTP 502 bad_gateway", endpoint: `${server.url}/v1` },
      });
      expect(time.slept).toEqual([50, 100, 200, 400, 800]);
    });

    test("reports a pause that is too long instead of waiting for it", async () => {
      await open([refusedWith(429, "rate_limit_exceeded", { "retry-after": "3600" })]);
      await expect(get()).rejects.toMatchObject({ code: "RATE_LIMITED", data: { retryAfterMs: 3_600_000 } });
      expect(server.asked).toHaveLength(1);
    });

    test("ends a request that takes too long", async () => {
      await open([silence, box], { timeoutMs: 50 });
      expect(await get()).toEqual({ name: "box" });
      expect(lines.map(({ status }) => status)).toEqual(["timeout", 200]);
    });

    test("ends with the caller's reason when aborted", async () => {
      await open([silence]);
      const caller = new AbortController();
      const reading = api.get("/things/1", Thing, { signal: caller.signal });
      caller.abort(new Failure("CANCELLED", {}));
      await expect(reading).rejects.toMatchObject({ code: "CANCELLED" });
    });

    test("gives undefined for what does not exist, where asked to", async () => {
      await open([refusedWith(404, "not_found")]);
      expect(await api.find("/things/1", Thing, { signal })).toBeUndefined();
      await expect(get()).rejects.toMatchObject({ code: "PROVIDER_REFUSED", data: { providerCode: "not_found" } });
    });

    test("refuses an answer that its description does not allow", async () => {
      await open([json(200, { name: 7 })]);
      await expect(get()).rejects.toMatchObject({
        code: "PROVIDER_REFUSED",
        data: { providerCode: "unexpected_answer" },
      });
    });

    test("names the address that nobody listens on", async () => {
      await open([box]);
      await server.close();
      await expect(get()).rejects.toMatchObject({
        code: "PROVIDER_UNAVAILABLE",
        data: { reason: "nothing answers there (ECONNREFUSED)", endpoint: `${server.url}/v1` },
      });
      server = await openFaultServer(box);
    });
  });

  describe("writing", () => {
    test.each<[string, Reply]>([
      ["a 500", refusedWith(500, "internal")],
      ["a cut connection", cut],
    ])("is not sent twice after %s: it may have been carried out", async (_, fault) => {
      await open([fault, box]);
      await expect(post()).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
      expect(server.asked).toHaveLength(1);
    });

    test("is sent again where the cloud says that nothing was done", async () => {
      await open([refusedWith(409, "conflict"), refusedWith(423, "locked"), box]);
      expect(await post()).toEqual({ name: "box" });
    });

    test("is refused with the cloud's own code and words", async () => {
      await open([refusedWith(422, "resource_in_use", { "x-correlation-id": "c-1" })]);
      const data = { cloud: "hetzner", status: 422, providerCode: "resource_in_use", message: "as you see" };
      await expect(post()).rejects.toMatchObject({ code: "PROVIDER_REFUSED", data: { ...data, requestId: "c-1" } });
    });

    test("says when the account is full", async () => {
      await open([refusedWith(403, "resource_limit_exceeded")]);
      await expect(post()).rejects.toMatchObject({ code: "QUOTA_EXCEEDED", data: { message: "as you see" } });
    });

    test("deletes what is already gone", async () => {
      await open([refusedWith(404, "not_found")]);
      expect(await api.delete("/things/1", z.unknown(), { signal })).toBeUndefined();
    });
  });

  describe("a change whose right to be made is lost while it waits", () => {
    const mayChange = (): void => {
      if (time.clock.now() > 0) throw new Failure("LEASE_LOST", { stack: stackId("shop", "prod"), holder: "ben" });
    };
    const narrow = { ...hetzner, budget: { calls: 1, windowMs: 1_000, burst: 1 } };

    test("is not sent after it stood in line for the rate budget", async () => {
      await open([box], { mayChange }, [], narrow);
      await post();
      await expect(post()).rejects.toMatchObject({ code: "LEASE_LOST" });
      expect(server.asked).toHaveLength(1);
      expect(lines).toHaveLength(1);
    });

    test("is not sent again after the cloud refused the first try", async () => {
      await open([refusedWith(409, "conflict"), box], { mayChange });
      await expect(post()).rejects.toMatchObject({ code: "LEASE_LOST" });
      expect(server.asked).toHaveLength(1);
    });

    test("keeps nobody from looking, and gives its place in the line to the next", async () => {
      await open([box], { mayChange }, [], narrow);
      await post();
      await expect(post()).rejects.toMatchObject({ code: "LEASE_LOST" });
      expect(await get()).toEqual({ name: "box" });
    });
  });

  describe("lists", () => {
    const page = (page: number, next: number | null) =>
      json(200, { things: [{ name: `box${page}` }], meta: { pagination: { next_page: next } } });
    const Things = z.object({ things: z.array(Thing) });

    test("come complete, page by page", async () => {
      await open([page(1, 2), page(2, 3), page(3, null)]);
      const found = await api.pages("/things", Things, ({ things }) => things, { signal, query: { name: "b x" } });
      expect(found.map(({ name }) => name)).toEqual(["box1", "box2", "box3"]);
      expect(server.asked).toEqual([
        "GET /v1/things?per_page=50&name=b+x",
        "GET /v1/things?per_page=50&name=b+x&page=2",
        "GET /v1/things?per_page=50&name=b+x&page=3",
      ]);
    });
  });

  describe("a list of which a page is being read", () => {
    const Numbers = z.object({ things: z.array(z.int()) });
    const page = (things: readonly unknown[], next: number | null) =>
      json(200, { things, meta: { pagination: { next_page: next } } });
    const list = (read: (things: readonly number[]) => readonly number[]) =>
      api.pages("/things", Numbers, ({ things }) => read(things), { signal });

    test("has asked for the next one already", async () => {
      let sent = 0;
      const exchange: Exchange = (...asked) => {
        sent += 1;
        return exchangeOverHttp(...asked);
      };
      await open([page([1], 2), page([2], null)], { exchange });
      const sentBefore: number[] = [];
      const found = await list((things) => {
        sentBefore.push(sent);
        return things;
      });
      expect({ found, sentBefore }).toEqual({ found: [1, 2], sentBefore: [2, 2] });
    });

    test("fails with the page that cannot be read, whatever becomes of the next one", async () => {
      await open([page(["one"], 2), refusedWith(403, "forbidden")]);
      await expect(list((things) => things)).rejects.toMatchObject({ data: { providerCode: "unexpected_answer" } });
    });
  });

  describe("the token", () => {
    test("goes out with every request and is named, not shown, when refused", async () => {
      await open([refusedWith(401, "unauthorized")]);
      const error: unknown = await get().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "CREDENTIAL_REFUSED", data: { status: 401, variable: "HCLOUD_TOKEN" } });
      expect(JSON.stringify(error)).not.toContain(token);
      expect(server.headers[0]?.authorization).toBe(`Bearer ${token}`);
    });

    test("does not follow a redirect", async () => {
      await open([(_, response) => response.writeHead(302, { location: "http://127.0.0.1:9/else" }).end()]);
      await expect(get()).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
    });
  });

  test("traces each try without query, body and headers", async () => {
    await open([refusedWith(500, "internal"), box]);
    await api.get("/things/1", Thing, { signal, query: { key: "visible-nowhere" } });
    expect(lines).toMatchObject([
      { cloud: "hetzner", method: "GET", path: "/v1/things/1", status: 500, attempt: 1 },
      { cloud: "hetzner", method: "GET", path: "/v1/things/1", status: 200, attempt: 2 },
    ]);
    expect(JSON.stringify(lines)).not.toContain("visible-nowhere");
  });

  describe("waiting for something", () => {
    test("asks quickly at first, then in the wanted rhythm", async () => {
      await open([box]);
      let asked = 0;
      const probe = async () => (++asked > 6 ? "ready" : undefined);
      expect(await api.until("box", probe, { everyMs: 200, forMs: 60_000, signal })).toBe("ready");
      expect(time.slept.map(Math.round)).toEqual([50, 75, 113, 169, 200, 220]);
    });

    test("ends with a failure that says what never came", async () => {
      await open([box]);
      const waiting = api.until("start of box", async () => undefined, { everyMs: 1000, forMs: 10_000, signal });
      await expect(waiting).rejects.toMatchObject({ code: "TIMEOUT", data: { what: "start of box", ms: 10_000 } });
      expect(time.clock.now()).toBe(10_000);
    });
  });
});
