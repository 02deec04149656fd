import { addressOf, Failure, type StackId, stackId, type Step } from "@cloudmake/model";
import type { ProviderServer, ProviderSession } from "@cloudmake/ports";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type MachineCloud, openMachineCloud } from "../../test/open-machine-cloud.ts";
import { cloudsFrom, openClouds } from "../clouds.ts";
import { createSweeper } from "../create-sweeper.ts";
import { hetzner } from "../hetzner/hetzner.ts";
import { sshKey } from "../hetzner/ssh-key.ts";
import { systemWiring } from "../http/wiring.ts";
import { createProviderHost } from "./provider-host.ts";

const stack: StackId = stackId("shop", "prod");
const address = addressOf(stack, "box", "key");
const marker = { stack, hash: "a".repeat(32) };
const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcbSg4O1nS7vZ8Jq0yYhXKbVtO2n2Yg1cRq5mT3p8aB ada@laptop";
const signal = AbortSignal.any([]);

describe("a holder that stands in line for the rate budget while somebody else takes over its lease", () => {
  let cloud: MachineCloud;
  let id: string;
  let holder: "ada" | "ben";
  let journal: string[];
  beforeEach(async () => {
    cloud = await openMachineCloud(hetzner);
    ({ id } = await sshKey.create(cloud.api, { name: "key", publicKey }, { marker, signal }));
    holder = "ada";
    journal = [];
  });
  afterEach(() => cloud.close());

  const mustHold = (name: string) => (): void => {
    if (holder !== name) throw new Failure("LEASE_LOST", { stack, holder });
  };

  /** Two calls may go out at once: the look at the key takes the one, and what changes it has to wait. */
  function account(name: string) {
    const env = { ...cloud.sandbox.env(), CLOUDMAKE_BUDGET_HETZNER: "2/60" };
    const sleep = async (): Promise<void> => {
      now += 60_000;
      if (name === "ada") holder = "ben";
    };
    let now = 0;
    return openClouds(cloudsFrom(env), { ...systemWiring(), clock: { now: () => now }, sleep });
  }

  async function asked(name: string, ask: (server: ProviderServer) => Promise<void>): Promise<void> {
    const open = account(name);
    const api: Parameters<typeof createProviderHost>[0]["api"] = (one, mayChange) => open(one, "apply", mayChange);
    const server = await createProviderHost({ definitions: [sshKey], api }).open(() => sessionOf(name));
    try {
      await ask(server);
    } finally {
      await server.close();
    }
  }

  function sessionOf(name: string): ProviderSession {
    return {
      run: `run-of-${name}`,
      gate: { mustHold: mustHold(name), admit: () => ({ kind: "delete" }) },
      addressOf: () => address,
      journal: async ({ entry }) => void journal.push(`${name}: ${entry}`),
      print: (secret) => ({ $print: String(secret.length) }),
      observation: undefined,
      failed: () => undefined,
      adopted: () => undefined,
      settled: () => undefined,
      movedAway: () => false,
      updates: new Set(),
      written: new Map(),
      signal,
    };
  }

  test("changes nothing, though the journal already says what it was about to do", async () => {
    const remove = (server: ProviderServer): Promise<void> =>
      server.delete({ address, type: sshKey.type, id, outputs: {} });
    await expect(asked("ada", remove)).rejects.toThrow("LEASE_LOST");
    expect(await sshKey.read(cloud.api, id, { signal })).toBeDefined();
    await asked("ben", remove);
    expect(await sshKey.read(cloud.api, id, { signal })).toBeUndefined();
    expect(journal).toEqual(["ada: intent", "ada: failed", "ben: intent", "ben: result"]);
  });

  test("sweeps nothing", async () => {
    const open = account("ada");
    const sweeper = createSweeper({ definitions: [sshKey], api: (one, mayChange) => open(one, "apply", mayChange) });
    const step: Step = { address, type: sshKey.type, action: "delete", marker: "", id, reasons: [], dependsOn: [] };
    await expect(sweeper.remove(step, { mustHold: mustHold("ada"), signal })).rejects.toMatchObject({
      code: "LEASE_LOST",
    });
    expect(await sshKey.read(cloud.api, id, { signal })).toBeDefined();
  });
});
