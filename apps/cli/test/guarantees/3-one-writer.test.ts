import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { longTests } from "../long-tests.ts";
import { Story } from "../story.ts";
import { Machine, type Started, until } from "./machine.ts";
import { openSharedPlaces, type SharedState } from "./shared-places.ts";

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
const slowMs = 1_000;

const places = await openSharedPlaces();
afterAll(() => Promise.all(places.map((place) => place.close())));

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
    const first = await inTheMiddle(ada);
    const { exit, stderr } = await ada.run(...apply);
    expect({ exit, stderr }).toMatchObject({ exit: 75 });
    expect(stderr).toMatch(
      new RegExp(`shop/prod is being changed by ada@\\S+ pid ${first.pid} since \\S+Z; their lease runs until \\S+Z`),
    );
    process.kill(first.pid, "SIGCONT");
    expect(await first.ended).toMatchObject({ exit: 0 });
    expect(story.objects("hetzner")).toHaveLength(1);
  });

  test("with --lock-timeout the second apply waits, and finds nothing left to do", async () => {
    const ada = new Machine(story, "ada", {});
    const first = await inTheMiddle(ada);
    const second = ada.start(...apply, "--lock-timeout", "60s");
    await until("the second apply waits", () => second.said().includes("Waiting for the lease of shop/prod: ada@"));
    process.kill(first.pid, "SIGCONT");
    expect(await first.ended).toMatchObject({ exit: 0 });
    const { exit, stderr } = await second.ended;
    expect({ exit, stderr }).toMatchObject({ exit: 0 });
    expect(stderr).toContain("no changes  shop/prod");
    expect(story.objects("hetzner")).toHaveLength(1);
  });

  test("a holder that was killed frees its lease at once", async () => {
    const ada = new Machine(story, "ada", {});
    const first = await inTheMiddle(ada);
    process.kill(first.pid, "SIGKILL");
    await first.ended;
    expect(await ada.run(...apply)).toMatchObject({ exit: 0 });
    expect(story.objects("hetzner")).toHaveLength(1);
  });
});

describe.each(places.map((place) => [place.name, place] as const))(
  "guarantee 3, one writer on machines that share %s",
  (_, place) => {
    let state: SharedState;
    let ada: Machine;
    let ben: Machine;

    beforeEach(async ({ skip }) => {
      if (place.missing !== undefined) skip(place.missing);
      state = await place.newState();
      const shared = { ...state.variables, CLOUDMAKE_STATE_KEY: stateKey };
      ada = new Machine(story, "ada", shared);
      ben = new Machine(story, "ben", shared);
    });

    test("what one machine applied is unchanged for the other, also for its Pulumi", async () => {
      expect(await ada.run(...apply)).toMatchObject({ exit: 0 });
      const again = await ben.run(...apply, "--detailed-exitcode");
      expect(again).toMatchObject({ exit: 0 });
      expect(again.stderr).toContain("no changes  shop/prod");
      const verified = await ben.run("plan", "--verify", "shop.yaml");
      expect(verified.stderr).toContain("verified shop/prod: Pulumi's own preview says the same.");
      story.edit("shop.yaml", "cx22", "cx32");
      expect(await ben.run(...apply)).toMatchObject({ exit: 0 });
      expect((await ada.run("plan", "--detailed-exitcode", "shop.yaml")).exit).toBe(0);
      expect(await ada.run("destroy", "--yes", "--delete-data", "shop.yaml")).toMatchObject({ exit: 0 });
      expect(story.objects("hetzner")).toEqual([]);
    });

    test("of two applies at once, one works, and the other waits or says who holds the lease", async () => {
      const first = await inTheMiddle(ada);
      const refused = await ben.run(...apply);
      expect(refused).toMatchObject({ exit: 75 });
      expect(refused.stderr).toMatch(/shop\/prod is being changed by ada@.* since \S+Z; their lease runs until \S+Z/);
      const second = ben.start(...apply, "--lock-timeout", "60s");
      await until("the second apply waits", () => second.said().includes("Waiting for the lease of shop/prod: ada@"));
      process.kill(first.pid, "SIGCONT");
      expect(await first.ended).toMatchObject({ exit: 0 });
      expect(await second.ended).toMatchObject({ exit: 0 });
      expect(story.objects("hetzner")).toHaveLength(1);
    });

    test("a killed holder's lease runs out by the state's own clock, and the next run makes no duplicate", async () => {
      const first = await inTheMiddle(ada);
      process.kill(first.pid, "SIGKILL");
      await first.ended;
      await state.moveHolder("elsewhere");
      expect(await ben.run(...apply)).toMatchObject({ exit: 75 });
      await state.expire();
      expect(await ben.run(...apply)).toMatchObject({ exit: 0 });
      expect(story.objects("hetzner")).toHaveLength(1);
    });

    test("the late writes of a holder that slept through its lease are refused", async () => {
      story.sandbox.faults.add({
        cloud: "hetzner",
        method: "GET",
        route: "/v1/servers",
        delayMs: 5 * slowMs,
        times: 1,
      });
      const first = ada.start(...apply);
      await until("the first apply has the lease", async () => (await state.holder()).startsWith("ada@"));
      // With the record read; else it would read ben's, and rightly find nothing to do.
      await until("it looks at the cloud", () => story.sandbox.faults.list().some(({ struck }) => struck > 0));
      process.kill(first.pid, "SIGSTOP");
      await state.expire();
      expect(await ben.run(...apply)).toMatchObject({ exit: 0 });
      const [objects, record] = [story.objects("hetzner"), await state.record()];
      process.kill(first.pid, "SIGCONT");
      const late = await first.ended;
      expect(late).toMatchObject({ exit: 75 });
      expect(late.stderr).toContain("error LEASE_LOST");
      expect(await state.record()).toBe(record);
      expect(story.objects("hetzner")).toEqual(objects);
    });

    test("a holder that slept longer than its lease lasts changes nothing more in any cloud", async ({ skip }) => {
      if (!longTests) skip("it sleeps for a minute; scripts/test --long runs it");
      story.edit("shop.yaml", "region: fsn1 }", "region: fsn1, firewall: { inbound: [ { port: 443 } ] } }");
      const first = await inTheMiddle(ada, "/v1/firewalls");
      const second = await ben.run(...apply, "--lock-timeout", "90s");
      expect(second).toMatchObject({ exit: 0 });
      const objects = story.objects("hetzner");
      process.kill(first.pid, "SIGCONT");
      const late = await first.ended;
      expect(late.exit).not.toBe(0);
      expect(late.stderr).toContain("the last to hold it is");
      expect(story.objects("hetzner")).toEqual(objects);
      expect((await ben.run("plan", "--detailed-exitcode", "shop.yaml")).exit).toBe(0);
    }, 180_000);

    test("looking at a state writes nothing into it", async () => {
      const looks = [["plan", "shop.yaml"], ["drift", "shop.yaml"], ["outputs"], ["doctor"]];
      for (const args of looks) await ada.run(...args);
      expect(await state.isEmpty()).toBe(true);
    });

    test("without the key that all machines share nothing is changed, and the message says how to get one", async () => {
      const keyless = new Machine(story, "cleo", state.variables);
      const { exit, stderr } = await keyless.run(...apply);
      expect(exit).toBe(77);
      expect(stderr).toContain("CLOUDMAKE_STATE_KEY is not set");
      expect(stderr).toContain("openssl rand -hex 32");
      expect(await ada.run(...apply)).toMatchObject({ exit: 0 });
      const other = { ...state.variables, CLOUDMAKE_STATE_KEY: `${stateKey}-of-another-team` };
      expect(await new Machine(story, "dora", other).run(...apply)).toMatchObject({ exit: 77 });
    });
  },
);

/** An apply that holds its lease and stands still while it makes its server. */
async function inTheMiddle(machine: Machine, at = "/v1/servers"): Promise<Started> {
  const route = { cloud: "hetzner", method: "POST", route: at } as const;
  const slow = story.sandbox.faults.add({ ...route, delayMs: slowMs, times: 1 });
  const started = machine.start(...apply);
  await until("it is in the middle of its work", () => struck(slow.id));
  process.kill(started.pid, "SIGSTOP");
  return started;
}

function struck(fault: number): boolean {
  return story.sandbox.faults.list().some(({ id, struck: times }) => id === fault && times > 0);
}
