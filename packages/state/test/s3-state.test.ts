import { emptyRecord, stackId } from "@cloudmake/model";
import { startS3, testStateBackend } from "@cloudmake/testing";
import { afterAll, describe, expect, test } from "vitest";
import { openStatePlace, type StatePlace } from "../src/index.ts";

const prod = stackId("shop", "prod");
const { signal } = new AbortController();
const server = await startS3();
const missing = "missing" in server ? server.missing : undefined;
afterAll(() => ("missing" in server ? undefined : server.close()));

function open(url: string, through: typeof fetch = fetch): Promise<StatePlace> {
  const variables = "missing" in server ? {} : server.variables;
  return openStatePlace({ url, directory: "/nowhere", cwd: "/", variables, fetch: () => through });
}

function newUrl(): string {
  if ("missing" in server) throw new Error(server.missing);
  return server.newPrefix();
}

testStateBackend(
  "a bucket",
  async () => {
    const url = newUrl();
    let aheadMs = 0;
    // Time passes for the store: its answers tell it.
    const later: typeof fetch = async (...request) => {
      const answer = await fetch(...request);
      const date = Date.parse(answer.headers.get("date") ?? "") + aheadMs;
      const headers = new Headers(answer.headers);
      headers.set("date", new Date(date).toUTCString());
      return new Response([204, 304].includes(answer.status) ? null : answer.body, { status: answer.status, headers });
    };
    const places: StatePlace[] = [];
    for (let count = 0; count < 10; count += 1) places.push(await open(url, later));
    let next = 0;
    return {
      open: () => {
        const place = places[next % places.length];
        next += 1;
        if (place === undefined) throw new Error("no place");
        return place.backend;
      },
      advance: (ms) => {
        aheadMs += ms + 1_000; // HTTP tells whole seconds
      },
      dispose: () => Promise.resolve(),
    };
  },
  { missing, sharedClock: true },
);

describe.skipIf(missing !== undefined)("state in a bucket", () => {
  test("is refused where the store ignores conditions: two writers could not be kept apart", async () => {
    const careless: typeof fetch = (url, init) => {
      const headers = new Headers(init?.headers);
      headers.delete("if-match");
      headers.delete("if-none-match");
      return fetch(url, { ...init, headers });
    };
    const { backend } = await open(newUrl(), careless);
    await expect(backend.leases.acquire(prod, "ada", { ttlMs: 60_000, signal })).rejects.toMatchObject({
      code: "STATE_UNAVAILABLE",
    });
  });

  test.each([
    ["cut before the store carried it out", "before"],
    ["carried out, and its answer lost", "after"],
  ])("is right although every second write is %s", async (_, when) => {
    let writes = 0;
    const flaky: typeof fetch = async (url, init) => {
      if (init?.method !== "PUT") return fetch(url, init);
      writes += 1;
      if (writes % 2 === 1) return fetch(url, init);
      if (when === "after") await fetch(url, init);
      throw new TypeError("fetch failed");
    };
    const url = newUrl();
    const { backend } = await open(url, flaky);
    const lease = await backend.leases.acquire(prod, "ada", { ttlMs: 60_000, signal });
    expect(lease.token).toBe(1);
    const entry = { entry: "run-ended", run: "run-1", at: new Date(0).toISOString(), outcome: "failed" } as const;
    await backend.journals.append(prod, entry, { signal });
    await backend.records.write({ ...emptyRecord(prod), serial: 1 }, { token: 1, signal });
    await backend.leases.release(await backend.leases.renew(lease, { ttlMs: 60_000, signal }), { signal });
    const other = await open(url);
    expect(await other.backend.journals.read(prod, { signal })).toEqual([entry]);
    expect(await other.backend.records.read(prod, { signal })).toMatchObject({ serial: 1 });
    expect(await other.backend.leases.holder(prod, { signal })).toBeUndefined();
  });

  test("clears away records that no head names, and keeps the one before", async () => {
    const url = newUrl();
    const { backend } = await open(url);
    for (const serial of [1, 2, 3, 4]) {
      await backend.records.write({ ...emptyRecord(prod), serial }, { token: 1, signal });
    }
    if ("missing" in server) return;
    const listing = await server.read(url, "stacks/shop/prod/head.json");
    expect(JSON.parse(listing)).toMatchObject({
      record: expect.stringContaining("record-1-4-"),
      recordBefore: expect.stringContaining("record-1-3-"),
    });
    expect(await server.read(url, "stacks/shop/prod/record-1-1-")).toBe("");
  });

  test("is right although every second answer breaks off in its middle", async () => {
    let answers = 0;
    const torn: typeof fetch = async (...request) => {
      const answer = await fetch(...request);
      answers += 1;
      if (answers % 2 === 1 || answer.body === null) return answer;
      const { status, headers } = answer;
      await answer.body.cancel();
      const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError("terminated")) });
      return new Response(body, { status, headers });
    };
    const url = newUrl();
    const { backend } = await open(url, torn);
    const lease = await backend.leases.acquire(prod, "ada", { ttlMs: 60_000, signal });
    await backend.records.write({ ...emptyRecord(prod), serial: 1 }, { token: lease.token, signal });
    expect(await backend.records.read(prod, { signal })).toMatchObject({ serial: 1 });
    expect(await backend.records.list({ signal })).toEqual([prod]);
  });

  test("is right although the store is at work on an object when it is first written", async () => {
    const told = new Set<string>();
    const busy: typeof fetch = async (address, init) => {
      const key = new URL(String(address)).pathname;
      if (init?.method !== "PUT" || told.has(key)) return fetch(address, init);
      told.add(key);
      return new Response("<Error><Code>ConditionalRequestConflict</Code></Error>", { status: 409 });
    };
    const { backend } = await open(newUrl(), busy);
    const lease = await backend.leases.acquire(prod, "ada", { ttlMs: 60_000, signal });
    const entry = { entry: "run-ended", run: "run-1", at: new Date(0).toISOString(), outcome: "failed" } as const;
    await backend.journals.append(prod, entry, { signal });
    await backend.records.write({ ...emptyRecord(prod), serial: 1 }, { token: lease.token, signal });
    expect(await backend.journals.read(prod, { signal })).toEqual([entry]);
    expect(await backend.records.read(prod, { signal })).toMatchObject({ serial: 1 });
  });

  test("a holder that wakes up late clears nothing away that a later one has written", async () => {
    const [url, slept, sleeps] = [newUrl(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { backend: late } = await open(url, async (address, init) => {
      // It falls asleep after its record counts and before it has looked what to clear away.
      const lists = init?.method === "GET" && String(address).includes("list-type=2");
      if (lists) {
        sleeps.resolve();
        await slept.promise;
      }
      return fetch(address, init);
    });
    const { backend: next } = await open(url);
    const call = { ttlMs: 60_000, signal };
    const lease = await late.leases.acquire(prod, "ada", call);
    const writing = late.records.write({ ...emptyRecord(prod), serial: 1 }, { token: lease.token, signal });
    await sleeps.promise;
    await next.leases.release(lease, { signal }); // as if it had run out
    const { token } = await next.leases.acquire(prod, "ben", call);
    await next.records.write({ ...emptyRecord(prod), serial: 2 }, { token, signal });
    slept.resolve();
    await writing;
    expect(await next.records.read(prod, { signal })).toMatchObject({ serial: 2 });
  });

  test("names the place and what is missing, and no secret", async () => {
    const nobody = openStatePlace({ url: newUrl(), directory: "/nowhere", cwd: "/", variables: {} });
    await expect(nobody).rejects.toMatchObject({ code: "USAGE" });
    const away = await open("s3://state/team?endpoint=http://127.0.0.1:1");
    const failure = await away.backend.records.list({ signal }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "STATE_UNAVAILABLE", data: { place: "s3://state/team" } });
  });

  test("says when the bucket is not there", async () => {
    const url = newUrl().replace("s3://state", "s3://nobodys");
    const { backend } = await open(url);
    await expect(backend.leases.acquire(prod, "ada", { ttlMs: 1_000, signal })).rejects.toMatchObject({
      code: "STATE_UNAVAILABLE",
      data: { reason: expect.stringContaining("NoSuchBucket") },
    });
  });
});
