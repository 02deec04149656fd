import { startPostgres } from "@cloudmake/testing";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { Story } from "../story.ts";
import { Machine, until } from "./machine.ts";

const spec = `apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: shop }
spec:
  environments: { prod: {} }
  components:
    cache: { type: kv }
    box: { type: server, provider: hetzner, size: cx22, image: debian-12, region: fsn1 }
`;
const stateKey = "visibly-fake-state-key-of-the-team";
const slowMs = 4_000;

const server = await startPostgres();
const skip = "missing" in server;
if (skip) console.info(`Skipped: one writer on PostgreSQL (${server.missing})`);
afterAll(() => (skip ? undefined : server.close()));

let story: Story;
beforeEach(async () => {
  story = await Story.begin();
  story.write("shop.yaml", spec);
});
afterEach(() => story.end());

const apply = ["apply", "--yes", "shop.yaml"];

describe("guarantee 3, one writer on one machine", () => {
  test("of two applies of one stack at once, one works and the other says who holds the lease, since when, until when", async () => {
    const ada = new Machine(story, "ada", {});
    const slow = story.sandbox.faults.add({ cloud: "hetzner", method: "POST", route: "/v1/servers", delayMs: slowMs });
    const first = ada.start(...apply);
    await until("the first apply makes its server", () => struck(slow.id));
    const { exit, stderr } = await ada.run(...apply);
    expect({ exit, stderr }).toMatchObject({ exit: 75 });
    expect(stderr).toMatch(
      new RegExp(`shop/prod is being changed by ada@\\S+ pid ${first.pid} since \\S+Z; their lease runs until \\S+Z`),
    );
    expect(await first.ended).toMatchObject({ exit: 0 });
    expect(story.objects("hetzner")).toHaveLength(1);
  });

  test("with --lock-timeout the second apply waits, and finds nothing left to do", async () => {
    const ada = new Machine(story, "ada", {});
    const slow = story.sandbox.faults.add({ cloud: "hetzner", method: "POST", route: "/v1/servers", delayMs: slowMs });
    const first = ada.start(...apply);
    await until("the first apply makes its server", () => struck(slow.id));
    const { exit, stderr } = await ada.run(...apply, "--lock-timeout", "60s");
    expect({ exit, stderr }).toMatchObject({ exit: 0 });
    expect(stderr).toContain("Waiting for the lease of shop/prod: ada@");
    expect(stderr).toContain("No changes");
    expect(await first.ended).toMatchObject({ exit: 0 });
    expect(story.objects("hetzner")).toHaveLength(1);
  });

  test("a holder that was killed frees its lease at once", async () => {
    const ada = new Machine(story, "ada", {});
    const slow = story.sandbox.faults.add({
      ...{ cloud: "hetzner", method: "POST", route: "/v1/servers" },
      ...{ delayMs: slowMs, times: 1 },
    });
    const first = ada.start(...apply);
    await until("the first apply makes its server", () => struck(slow.id));
    process.kill(first.pid, "SIGKILL");
    await first.ended;
    expect(await ada.run(...apply)).toMatchObject({ exit: 0 });
    expect(story.objects("hetzner")).toHaveLength(1);
  });
});

describe.skipIf(skip)("guarantee 3, one writer on machines that share a PostgreSQL database", () => {
  let url: string;
  let ada: Machine;
  let ben: Machine;
  const sql = (text: string): Promise<string> => (skip ? Promise.resolve("") : server.query(url, text));

  beforeEach(async () => {
    if (skip) return;
    url = await server.newDatabase();
    const shared = { CLOUDMAKE_STATE_URL: url, CLOUDMAKE_STATE_KEY: stateKey };
    ada = new Machine(story, "ada", shared);
    ben = new Machine(story, "ben", shared);
  });

  test("what one machine applied is unchanged for the other, also for its Pulumi", async () => {
    expect(await ada.run(...apply)).toMatchObject({ exit: 0 });
    const again = await ben.run(...apply, "--detailed-exitcode");
    expect(again).toMatchObject({ exit: 0 });
    expect(again.stderr).toContain("No changes");
    const verified = await ben.run("plan", "--verify", "shop.yaml");
    expect(verified.stderr).toContain("verified shop/prod: Pulumi's own preview says the same.");
    story.edit("shop.yaml", "cx22", "cx32");
    expect(await ben.run(...apply)).toMatchObject({ exit: 0 });
    expect((await ada.run("plan", "--detailed-exitcode", "shop.yaml")).exit).toBe(0);
    expect(await ada.run("destroy", "--yes", "--delete-data", "shop.yaml")).toMatchObject({ exit: 0 });
    expect(story.objects("hetzner")).toEqual([]);
  });

  test("of two applies at once, one works and the other says who holds the lease", async () => {
    const slow = story.sandbox.faults.add({ cloud: "hetzner", method: "POST", route: "/v1/servers", delayMs: slowMs });
    const first = ada.start(...apply);
    await until("the first apply makes its server", () => struck(slow.id));
    const refused = await ben.run(...apply);
    expect(refused).toMatchObject({ exit: 75 });
    expect(refused.stderr).toContain(`shop/prod is being changed by ada@`);
    const waited = await ben.run(...apply, "--lock-timeout", "60s");
    expect(waited.stderr).toContain("Waiting for the lease of shop/prod: ada@");
    expect(waited).toMatchObject({ exit: 0 });
    expect(await first.ended).toMatchObject({ exit: 0 });
    expect(story.objects("hetzner")).toHaveLength(1);
  });

  test("a killed holder's lease runs out by the database's clock, and the next run makes no duplicate", async () => {
    const slow = story.sandbox.faults.add({
      ...{ cloud: "hetzner", method: "POST", route: "/v1/servers" },
      ...{ delayMs: slowMs, times: 1 },
    });
    const first = ada.start(...apply);
    await until("the first apply makes its server", () => struck(slow.id));
    process.kill(first.pid, "SIGKILL");
    await first.ended;
    // As if it had been another computer, whose processes cannot be looked at from here.
    await sql(`update cloudmake.stacks set process = '{"host": "elsewhere", "pid": 1, "machine": "elsewhere"}'`);
    expect(await ben.run(...apply)).toMatchObject({ exit: 75 });
    await sql("update cloudmake.stacks set until = clock_timestamp()");
    expect(await ben.run(...apply)).toMatchObject({ exit: 0 });
    expect(story.objects("hetzner")).toHaveLength(1);
  });

  test("the late writes of a holder that slept through its lease are refused", async () => {
    story.sandbox.faults.add({ cloud: "hetzner", method: "GET", route: "/v1/servers", delayMs: slowMs, times: 1 });
    const first = ada.start(...apply);
    await until("the first apply has the lease", async () => (await leaseOf(sql)) === "1 ada");
    process.kill(first.pid, "SIGSTOP");
    await sql("update cloudmake.stacks set until = clock_timestamp(), process = '{\"host\": \"elsewhere\", \"pid\": 1}'");
    expect(await ben.run(...apply)).toMatchObject({ exit: 0 });
    const objects = story.objects("hetzner");
    const record = await sql("select record from cloudmake.stacks");
    process.kill(first.pid, "SIGCONT");
    const late = await first.ended;
    expect(late).toMatchObject({ exit: 75 });
    expect(late.stderr).toContain("error LEASE_LOST");
    expect(await sql("select record from cloudmake.stacks")).toBe(record);
    expect(story.objects("hetzner")).toEqual(objects);
  });

  test("looking at a state writes nothing into the database", async () => {
    for (const args of [["plan", "shop.yaml"], ["drift", "shop.yaml"], ["outputs"], ["doctor"]]) await ada.run(...args);
    expect(await sql("select count(*) from pg_namespace where nspname = 'cloudmake'")).toBe("0");
  });

  test("without the key that all machines share nothing is changed, and the message says how to get one", async () => {
    const keyless = new Machine(story, "cleo", { CLOUDMAKE_STATE_URL: url });
    const { exit, stderr } = await keyless.run(...apply);
    expect(exit).toBe(77);
    expect(stderr).toContain("CLOUDMAKE_STATE_KEY is not set");
    expect(stderr).toContain("openssl rand -hex 32");
    expect(await ada.run(...apply)).toMatchObject({ exit: 0 });
    const other = { CLOUDMAKE_STATE_URL: url, CLOUDMAKE_STATE_KEY: `${stateKey}-of-another-team` };
    expect(await new Machine(story, "dora", other).run(...apply)).toMatchObject({ exit: 77 });
  });
});

function struck(fault: number): boolean {
  return story.sandbox.faults.list().some(({ id, struck: times }) => id === fault && times > 0);
}

async function leaseOf(sql: (text: string) => Promise<string>): Promise<string> {
  const made = await sql("select to_regclass('cloudmake.stacks') is not null");
  if (made !== "t") return "";
  return sql("select token || ' ' || split_part(holder, '@', 1) from cloudmake.stacks where until > now()");
}
