import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure, stackId } from "@cloudmake/model";
import type { Observer } from "@cloudmake/ports";
import { type Sandbox, startSandbox } from "@cloudmake/sandbox";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { cloudsFrom, openClouds } from "./clouds.ts";
import { defineResource } from "./define-resource.ts";
import { describeResource } from "./describe-resource.ts";
import { droplet } from "./digitalocean/droplet.ts";
import { network } from "./hetzner/network.ts";
import { networkSubnet } from "./hetzner/network-subnet.ts";
import { server } from "./hetzner/server.ts";
import { hetzner } from "./hetzner/hetzner.ts";
import type { HttpWiring } from "./http/wiring.ts";
import { systemWiring } from "./http/wiring.ts";
import { createObserver } from "./observe.ts";
import { definitions } from "./registry.gen.ts";

const { signal } = new AbortController();
const marker = { stack: stackId("shop", "prod"), hash: "0123456789abcdef".repeat(2) };
const net = { name: "shop-prod-net-a1b2c3", ipRange: "10.0.0.0/16" };

describe("an observer", () => {
  let sandbox: Sandbox;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "cloudmake-observe-"));
    sandbox = await startSandbox({ port: 0, directory, clockFactor: 0 });
  });
  afterEach(async () => {
    sandbox.faults.clear();
    await sandbox.reset();
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(directory, { recursive: true });
  });

  const wiring: HttpWiring = { ...systemWiring(), random: () => 0 };
  const opened = (env = sandbox.env()) => openClouds(cloudsFrom(env), wiring);
  const observer = (env = sandbox.env()): Observer => {
    const open = opened(env);
    return createObserver({ definitions, clock: wiring.clock, api: (cloud) => open(cloud, "drift") });
  };
  const makeNetwork = () => network.create(opened()(hetzner, "apply"), net, { marker, signal });

  test("tells what is in all clouds, with whose it is", async () => {
    const { id } = await makeNetwork();
    const seen = await observer().observe({ types: definitions.map(({ type }) => type), known: [], signal });
    expect(seen.unreadable).toEqual([]);
    expect(seen.types).toHaveLength(definitions.length);
    const { name } = net;
    expect(seen.objects.filter((object) => object.marker !== undefined)).toMatchObject([
      { type: network.type, id, name, marker, inputs: net },
    ]);
  });

  test("asks only for what was wanted, and once for what two types share", async () => {
    sandbox.requests.clear();
    await observer().observe({
      types: [network.type, networkSubnet.type, "other:index/thing:Thing"],
      known: [],
      signal,
    });
    expect(sandbox.requests.lines().map(({ path }) => path)).toEqual(["/hetzner/v1/networks"]);
  });

  test("counts a cloud that fails as unreadable, and reads the others", async () => {
    await makeNetwork();
    sandbox.faults.add({ cloud: "digitalocean", route: "/**", status: 503 });
    const types = [droplet.type, network.type];
    const seen = await observer().observe({ types, known: [], signal });
    expect(seen.objects).toMatchObject([{ type: network.type }]);
    expect(seen.unreadable).toMatchObject([
      {
        type: droplet.type,
        cloud: "digitalocean",
        code: "PROVIDER_UNAVAILABLE",
        message: expect.stringContaining("503"),
      },
    ]);
  });

  test("names the variable of an account that is not set up", async () => {
    const seen = await observer({ ...sandbox.env(), HCLOUD_TOKEN: "" }).observe({
      types: [server.type],
      known: [],
      signal,
    });
    expect(seen.unreadable).toEqual([
      { type: server.type, cloud: "hetzner", code: "CREDENTIAL_MISSING", message: "HCLOUD_TOKEN is not set" },
    ]);
  });

  test("says which token was refused", async () => {
    const env = { ...sandbox.env(), HCLOUD_TOKEN: "bad-token" };
    const seen = await observer(env).observe({ types: [server.type], known: [], signal });
    expect(seen.unreadable).toMatchObject([
      { code: "CREDENTIAL_REFUSED", message: expect.stringContaining("HCLOUD_TOKEN") },
    ]);
  });

  test("fails only when it is aborted", async () => {
    const reason = new Failure("CANCELLED", {});
    const aborted = AbortSignal.abort(reason);
    await expect(observer().observe({ types: [server.type], known: [], signal: aborted })).rejects.toBe(reason);
  });

  test("lets no secret out", async () => {
    const rules = describeResource({
      cloud: "hetzner",
      type: "test:index/vault:Vault",
      version: "1.0.0",
      inputs: () => z.strictObject({ name: z.string(), password: z.string() }),
      outputs: () => z.object({ uri: z.string(), host: z.string() }),
      secrets: ["password"],
      secretOutputs: ["uri"],
    });
    const secretive = defineResource(rules, {
      api: hetzner,
      list: async () => [
        { id: "1", name: "box", inputs: { name: "box", password: "p" }, outputs: { uri: "u", host: "h" } },
      ],
      read: async () => undefined,
      find: async () => undefined,
      create: () => Promise.reject(new Error("not called")),
      update: () => Promise.reject(new Error("not called")),
      delete: async () => undefined,
    });
    const open = opened();
    const eyes = createObserver({ definitions: [secretive], clock: wiring.clock, api: (cloud) => open(cloud, "plan") });
    const { objects } = await eyes.observe({ types: [secretive.type], known: [], signal });
    expect(objects).toMatchObject([{ inputs: { name: "box" }, outputs: { host: "h" } }]);
    expect(Object.keys({ ...objects[0]?.inputs, ...objects[0]?.outputs })).toEqual(["name", "host"]);
  });
});
