import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "@cloudmake/model";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import type { Ended } from "../story.ts";
import { spec, specFile } from "./kill-operations.ts";
import { KillStand } from "./kill-stand.ts";
import { pictureOf } from "./picture-of.ts";
import { enginesOf, killHard } from "./processes.ts";

/** A breaker that opened lets a first call through after half a minute. */
const backWithinMs = 90_000;
const askEveryMs = 2_000;
const Servers = z.object({ servers: z.array(z.object({ id: z.number() })) });

describe("guarantee 4: nothing wedges", () => {
  let stand: KillStand;
  let picture: unknown;
  // Budgets and breakers are shared by all runs of a machine: here each test has a machine of its own.
  const run = (...args: string[]): Promise<Ended> =>
    stand.story.cloudmake([...args, specFile], { XDG_STATE_HOME: join(stand.story.directory, "machine") });
  const objectsOf = (cloud: string): readonly string[] =>
    stand.story.objects(cloud).filter((name) => name.includes("kill"));
  const checkpoint = (): string =>
    join(stand.story.directory, ".cloudmake/pulumi/backend/.pulumi/stacks/kill/dev.json");

  async function hetzner(method: string, path: string, body?: unknown): Promise<unknown> {
    const { HCLOUD_ENDPOINT = "", HCLOUD_TOKEN = "" } = stand.story.sandbox.env();
    const headers = { authorization: `Bearer ${HCLOUD_TOKEN}`, "content-type": "application/json" };
    const call = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await fetch(`${HCLOUD_ENDPOINT}${path}`, call);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    return answer.json();
  }

  async function serverPath(): Promise<string> {
    const { servers } = Servers.parse(await hetzner("GET", "/servers"));
    return `/servers/${servers[0]?.id ?? "none"}`;
  }

  async function comesBack(): Promise<void> {
    const applied = await run("apply", "--yes");
    expect(applied, applied.stderr).toMatchObject({ exit: 0 });
    expect(pictureOf(stand.story.sandbox)).toEqual(picture);
    const planned = await run("plan", "--verify", "--detailed-exitcode");
    expect(planned, planned.stderr).toMatchObject({ exit: 0 });
  }

  beforeAll(async () => {
    stand = await KillStand.open();
    stand.story.write(specFile, spec);
    const { exit, stderr } = await run("apply", "--yes");
    if (exit !== 0) throw new Error(stderr);
    picture = pictureOf(stand.story.sandbox);
    stand.save("applied");
  });
  beforeEach(async () => {
    stand.story.sandbox.faults.clear();
    await stand.restore("applied");
  });
  afterAll(() => stand.close());

  test.each([
    ["deleted", "is gone from the cloud", async () => void (await hetzner("DELETE", await serverPath()))],
    ["renamed", "changed by hand", async () => void (await hetzner("PUT", await serverPath(), { name: "mine-now" }))],
    [
      "stripped of its labels",
      "as described",
      async () => void (await hetzner("PUT", await serverPath(), { labels: {} })),
    ],
  ])("an object %s by hand is named by the plan, and apply brings it back", async (_, named, byHand) => {
    await byHand();
    const planned = await run("plan");
    expect(planned, planned.stderr).toMatchObject({ exit: 0 });
    expect(planned.stdout).toContain(named);
    if (named !== "as described") await comesBack();
  });

  test("an object deleted by hand may be forgotten instead", async () => {
    await hetzner("DELETE", await serverPath());
    const forgotten = await run("forget", "--yes", "kill/dev/box/server");
    expect(forgotten, forgotten.stderr).toMatchObject({ exit: 0 });
    await comesBack();
  });

  test.each([
    ["nobody heard the end of", (path: string, when: string) => path === "/v1/servers" && when === "after"],
    ["ended before all was killed", (path: string, when: string) => path.includes("/rrsets") && when === "before"],
  ])("a server whose creation %s does not keep its firewall from going", async (_, isMoment) => {
    await hetzner("DELETE", await serverPath());
    // A record that waits for the server.
    stand.story.edit(specFile, "value: 192.0.2.7", 'value: "${box.ipv4}"');
    const child = stand.story.start(["apply", "--yes", specFile]);
    const over = once(child, "exit");
    const { pid = 0 } = child;
    const strike = async ({ path }: { readonly path: string }, when: string): Promise<undefined> => {
      if (isMoment(path, when)) for (const process of [pid, ...enginesOf(pid)]) killHard(process);
    };
    const { mutations } = stand.story.sandbox;
    mutations.watch({ before: (call) => strike(call, "before"), after: (call) => strike(call, "after") });
    await over;
    mutations.watch(undefined);
    expect(objectsOf("hetzner")).toContainEqual(expect.stringMatching(/^server /));
    const destroyed = await run("destroy", "--yes");
    expect(destroyed, destroyed.stderr).toMatchObject({ exit: 0 });
    expect(destroyed.stderr.match(/✓ kill\/dev\/orphan\//g)).toHaveLength(1);
    expect(["hetzner", "cloudflare", "digitalocean"].flatMap(objectsOf)).toEqual([]);
  });

  test("a provider that is down is named, and the other clouds go on", { timeout: 180_000 }, async () => {
    stand.story.sandbox.faults.add({ cloud: "hetzner", route: "/**", status: 503 });
    stand.story.edit(specFile, "    visits: { type: kv }\n", "");
    const applied = await run("apply", "--yes");
    expect(applied, applied.stderr).toMatchObject({ exit: 69 });
    expect(applied.stderr).toContain("could not read hetzner");
    expect(applied.stderr).toContain("cloudmake forget <address>");
    expect(objectsOf("cloudflare")).toEqual([]);
    stand.story.sandbox.faults.clear();
    stand.story.write(specFile, spec);
    await vi.waitUntil(async () => (await run("plan")).exit === 0, { timeout: backWithinMs, interval: askEveryMs });
    await comesBack();
  });

  test("a closed account is named, and destroy lets go of it when told to", async () => {
    stand.story.sandbox.faults.add({ cloud: "hetzner", route: "/**", status: 401 });
    const planned = await run("plan");
    expect(planned, planned.stderr).toMatchObject({ exit: 77 });
    expect(planned.stderr).toContain("error CREDENTIAL_REFUSED hetzner refuses the token");
    const held = await run("destroy", "--yes");
    expect(held, held.stderr).toMatchObject({ exit: 77 });
    expect([...objectsOf("cloudflare"), ...objectsOf("digitalocean")]).toEqual([]);
    const ended = await run("destroy", "--yes", "--forget-unreachable");
    expect(ended, ended.stderr).toMatchObject({ exit: 0 });
    const again = await run("destroy", "--yes");
    expect(again, again.stderr).toMatchObject({ exit: 0 });
  });

  test("operations that a killed Pulumi left pending in its state do no harm", async () => {
    const state: unknown = JSON.parse(readFileSync(checkpoint(), "utf8"));
    writeFileSync(checkpoint(), JSON.stringify(withPending(state)));
    stand.story.edit(specFile, "port: 80", "port: 8080");
    const applied = await run("apply", "--yes");
    expect(applied, applied.stderr).toMatchObject({ exit: 0 });
    expect(readFileSync(checkpoint(), "utf8")).not.toContain('"pending_operations":[{');
    stand.story.edit(specFile, "port: 8080", "port: 80");
    await comesBack();
  });

  test("a stack whose spec was deleted is pointed out, and destroyed by its name", async () => {
    stand.story.edit(specFile, "dev: {}", "other: {}");
    const planned = await run("plan");
    expect(planned.stderr).toContain("cloudmake destroy --stack kill/dev");
    const destroyed = await run("destroy", "--yes", "--stack", "kill/dev");
    expect(destroyed, destroyed.stderr).toMatchObject({ exit: 0 });
    expect(["hetzner", "cloudflare", "digitalocean"].flatMap(objectsOf)).toEqual([]);
  });
});

/** The same state as after a crash of an engine that writes checkpoints: the creation and the deletion of a resource. */
function withPending(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { resources } = value;
  if (Array.isArray(resources)) {
    const resource: unknown = resources.find(
      (one: unknown) => isRecord(one) && String(one["urn"]).includes("firewall"),
    );
    const pending = ["creating", "deleting"].map((type) => ({ resource, type }));
    return { ...value, pending_operations: pending };
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPending(item)]));
}
