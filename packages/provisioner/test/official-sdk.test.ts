import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Address, addressOf, type Marker, markerOf } from "@cloudmake/model";
import type { Gate, Mutation, ProviderSession, StepFailure } from "@cloudmake/ports";
import { cloudsFrom, definitions, openClouds, systemWiring } from "@cloudmake/providers";
import { createProviderHost } from "@cloudmake/providers/grpc";
import { type Sandbox, startSandbox } from "@cloudmake/sandbox";
import { createSealer } from "@cloudmake/state";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engineCommand } from "../src/engine-command.ts";
import { engineDirectory, makeDirectories } from "../src/engine-directory.ts";
import { attachVariable, engineEnvironment } from "../src/engine-environment.ts";
import { loadAutomation, openStack } from "../src/open-stack.ts";
import { startTransitServer } from "../src/transit-server.ts";
import { pulumiRoot, stack } from "./stack-life.ts";

const fakeKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFakeFakeFakeFakeFakeFakeFakeFakeFakeFakeFake ada@example.com";

/** What a user of the official SDK writes; nothing of it knows CloudMake. */
async function officialProgram(serverType: string): Promise<unknown> {
  const hcloud = await import("@pulumi/hcloud");
  const key = new hcloud.SshKey("key", { name: "ada", publicKey: fakeKey });
  const server = new hcloud.Server("server", {
    name: "box",
    serverType,
    image: "debian-12",
    location: "fsn1",
    sshKeys: [key.id],
  });
  const volume = new hcloud.Volume("volume", { name: "data", size: 10, location: "fsn1" });
  return new hcloud.VolumeAttachment("attachment", {
    volumeId: volume.id.apply(Number),
    serverId: server.id.apply(Number),
  });
}

describe("a stack written with the official SDK's classes", () => {
  let sandbox: Sandbox;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "cloudmake-official-"));
    sandbox = await startSandbox({ port: 0, directory: join(directory, "sandbox"), clockFactor: 0 });
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(directory, { recursive: true, force: true });
  });

  test("is created, kept, changed and destroyed by the same providers", async () => {
    const names = (): readonly string[] =>
      (sandbox.clouds.get("hetzner")?.objects() ?? []).map(({ kind, name }) => `${kind} ${name}`).sort();
    expect(await up(() => officialProgram("cx22"))).toEqual(["create", "create", "create", "create"]);
    const made = names();
    expect(made).toEqual(expect.arrayContaining(["server box", "volume data"]));
    expect(await up(() => officialProgram("cx22"))).toEqual([]);
    expect(await up(() => officialProgram("cx32"))).toEqual(["update"]);
    expect(names()).toEqual(made);
    expect(await up(async () => {})).toEqual(["delete", "delete", "delete", "delete"]);
    expect(names().filter((name) => made.includes(name) && !name.startsWith("image"))).toEqual([]);
  });

  async function up(program: () => Promise<unknown>): Promise<readonly string[]> {
    const automation = await loadAutomation();
    const place = engineDirectory(directory, stack);
    await makeDirectories(place);
    const api = openClouds(cloudsFrom(sandbox.env()), systemWiring());
    const host = createProviderHost({ definitions, api: (cloud) => api(cloud, "apply") });
    const failures: StepFailure[] = [];
    const mutations: Mutation[] = [];
    const server = await host.open(openSession(mutations, failures));
    const sealer = createSealer({ bytes: new Uint8Array(32), source: "a test" });
    const transit = await startTransitServer(sealer);
    try {
      const environment = {
        ...engineEnvironment(place, { PATH: process.env["PATH"] }),
        ...attachVariable(server.attachments),
        ...transit.environment,
      };
      const command = engineCommand(join(pulumiRoot, "bin/pulumi"), automation.version, place.log);
      const opened = await openStack(automation, {
        stack,
        directory: place,
        command,
        environment,
        program: async () => void (await program()),
      });
      const ended: unknown = await opened.up().catch((error: unknown) => error);
      expect(failures).toEqual([]);
      expect(ended).not.toBeInstanceOf(Error);
      return mutations.map(({ rpc }) => rpc);
    } finally {
      transit.close();
      await server.close();
    }
  }
});

/** Lets everything pass: who uses the official SDK has no plan of ours. */
function openSession(mutations: Mutation[], failures: StepFailure[]): ProviderSession {
  const markerFor = (address: Address): Marker => ({ stack, hash: markerOf(address, {}, [], new Map()) });
  const gate: Gate = {
    admit: (mutation) => {
      mutations.push(mutation);
      const marker = markerFor(mutation.address);
      switch (mutation.rpc) {
        case "create":
          return { kind: "create", marker, exclude: new Set(), adopt: undefined };
        case "update":
          return { kind: "update", marker };
        case "delete":
          return { kind: "delete" };
      }
    },
  };
  return {
    run: "run-1",
    gate,
    addressOf: (urn) => addressOf(stack, "official", urn.split("::").at(-1) ?? ""),
    journal: async () => {},
    print: (secret) => ({ $print: String(secret.length) }),
    observation: undefined,
    failed: (failure) => failures.push(failure),
    adopted: () => {},
    settled: () => {},
    incomplete: new Set(),
    signal: AbortSignal.any([]),
  };
}
