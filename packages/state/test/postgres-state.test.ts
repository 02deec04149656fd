import { emptyRecord, stackId } from "@cloudmake/model";
import { startPostgres, testStateBackend } from "@cloudmake/testing";
import { afterAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { openStatePlace, type StatePlace } from "../src/index.ts";

const prod = stackId("shop", "prod");
const { signal } = new AbortController();
const server = await startPostgres();
const missing = "missing" in server ? server.missing : undefined;
afterAll(() => ("missing" in server ? undefined : server.close()));

function open(url: string): Promise<StatePlace> {
  return openStatePlace({ url, directory: "/nowhere", cwd: "/", variables: {} });
}

async function newPlace(): Promise<{ readonly url: string; readonly place: StatePlace }> {
  if ("missing" in server) throw new Error(server.missing);
  const url = await server.newDatabase();
  const place = await open(url);
  onTestFinished(() => place.close());
  return { url, place };
}

testStateBackend(
  "PostgreSQL",
  async () => {
    if ("missing" in server) throw new Error(server.missing);
    const url = await server.newDatabase();
    const places: StatePlace[] = [];
    for (let count = 0; count < 10; count += 1) places.push(await open(url));
    let next = 0;
    return {
      open: () => {
        const place = places[next % places.length];
        next += 1;
        if (place === undefined) throw new Error("no place");
        return place.backend;
      },
      advance: async (ms) => {
        await server.query(url, `update cloudmake.stacks set until = until - interval '${ms} milliseconds'`);
      },
      dispose: async () => {
        await Promise.all(places.map((place) => place.close()));
      },
    };
  },
  { missing, sharedClock: true },
);

describe.skipIf(missing !== undefined)("state in PostgreSQL", () => {
  test("is not there before something is written, and looking does not make it", async () => {
    const { url, place } = await newPlace();
    const { records, journals, leases } = place.backend;
    expect(await records.list({ signal })).toEqual([]);
    expect(await journals.read(prod, { signal })).toEqual([]);
    expect(await leases.holder(prod, { signal })).toBeUndefined();
    expect(await place.keyCheck.read(signal)).toBeUndefined();
    expect(await place.engineFiles?.read(prod, { signal })).toBeUndefined();
    expect(await schemas(url)).toBe("0");
  });

  test("is made once by many that write first at the same time", async () => {
    const { url, place } = await newPlace();
    const others = await Promise.all([open(url), open(url), open(url)]);
    await Promise.all([place, ...others].map(({ backend }, index) => write(backend.records, `env-${index}`)));
    expect(await place.backend.records.list({ signal })).toHaveLength(4);
    await Promise.all(others.map((other) => other.close()));
  });

  test("keeps the record before this one", async () => {
    const { url, place } = await newPlace();
    await write(place.backend.records, "prod", 1);
    await write(place.backend.records, "prod", 2);
    if ("missing" in server) return;
    expect(await server.query(url, "select record_before->>'serial' from cloudmake.stacks")).toBe("1");
  });

  test("goes on after the server dropped every connection", async () => {
    const { url, place } = await newPlace();
    await write(place.backend.records, "prod");
    if ("missing" in server) return;
    await server.query(
      url,
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    expect(await place.backend.records.read(prod, { signal })).toBeDefined();
  });

  test("is unavailable, and no bug, while the server is a standby that only reads", async () => {
    const { url, place } = await newPlace();
    await write(place.backend.records, "prod", 1);
    if ("missing" in server) return;
    const readOnly = await open(`${url}?options=-c%20default_transaction_read_only%3Don`);
    onTestFinished(() => readOnly.close());
    await expect(write(readOnly.backend.records, "prod", 2)).rejects.toMatchObject({
      code: "STATE_UNAVAILABLE",
      data: { reason: expect.stringContaining("read-only transaction") },
    });
  });

  test("goes on after the server cancelled a statement that somebody's lock had kept waiting", async () => {
    const { url, place } = await newPlace();
    await write(place.backend.records, "prod", 1);
    if ("missing" in server) return;
    const impatient = await open(`${url}?options=-c%20statement_timeout%3D200`);
    onTestFinished(() => impatient.close());
    const locked = server.query(url, "begin; lock table cloudmake.stacks; select pg_sleep(0.5); commit");
    await vi.waitUntil(async () => {
      const sql =
        "select count(*) from pg_locks where mode = 'AccessExclusiveLock' and relation = 'cloudmake.stacks'::regclass";
      return (await server.query(url, sql)) === "1";
    });
    await write(impatient.backend.records, "prod", 2);
    await locked;
    expect(await place.backend.records.read(prod, { signal })).toMatchObject({ serial: 2 });
  });

  test("names the place, and no password, when nobody answers there", async () => {
    const place = await open("postgres://ada:visibly-fake-password@127.0.0.1:1/shop");
    onTestFinished(() => place.close());
    const failure = await place.backend.records.list({ signal }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "STATE_UNAVAILABLE", data: { place: "postgres://127.0.0.1:1/shop" } });
    expect(JSON.stringify(failure)).not.toContain("visibly-fake-password");
  });

  test("keeps the engine's files under the same fencing token as the record", async () => {
    const { place } = await newPlace();
    const call = { ttlMs: 60_000, signal };
    const old = await place.backend.leases.acquire(prod, "ada", call);
    const files = new Map([["stack.json", "{}"]]);
    await place.engineFiles?.write(prod, files, { token: old.token, signal });
    expect(await place.engineFiles?.read(prod, { signal })).toEqual(files);
    await place.backend.leases.release(old, { signal });
    await place.backend.leases.acquire(prod, "ben", call);
    await expect(place.engineFiles?.write(prod, new Map(), { token: old.token, signal })).rejects.toMatchObject({
      code: "LEASE_LOST",
      data: { holder: "ben" },
    });
    expect(await place.engineFiles?.read(prod, { signal })).toEqual(files);
  });

  async function schemas(url: string): Promise<string> {
    return "missing" in server
      ? ""
      : server.query(url, "select count(*) from pg_namespace where nspname = 'cloudmake'");
  }
});

function write(records: StatePlace["backend"]["records"], environment: string, serial = 1): Promise<void> {
  return records.write({ ...emptyRecord(stackId("shop", environment)), serial }, { token: 1, signal });
}

test.skipIf(missing !== undefined)(
  "rate budgets in PostgreSQL lose no change when several machines change one at once",
  async () => {
    const { url, place } = await newPlace();
    const places = [place, await open(url), await open(url)];
    onTestFinished(async () => void (await Promise.all(places.slice(1).map((other) => other.close()))));
    const countUp = (before: unknown): { after: { count: number }; answer: number } => {
      const count = 1 + (typeof before === "object" && before !== null && "count" in before ? Number(before.count) : 0);
      return { after: { count }, answer: count };
    };
    const answers = await Promise.all(
      places.map(async ({ budget }) => {
        const given: (number | undefined)[] = [];
        for (let turn = 0; turn < 10; turn += 1) given.push(await budget?.change("hetzner-0", countUp, { signal }));
        return given;
      }),
    );
    const sorted = answers.flat().sort((a, b) => Number(a) - Number(b));
    expect(sorted).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  },
);
