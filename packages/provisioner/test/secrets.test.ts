import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure, type RunEvent } from "@cloudmake/model";
import { createSealer } from "@cloudmake/state";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { enginesUnder } from "./engine-processes.ts";
import { output, StackLife } from "./stack-life.ts";
import { TestCloud } from "./test-cloud.ts";

const db = { name: "db", inputs: { password: { $secret: "db-password" } } };
/** Made from a secret, and from a secret output. */
const app = {
  name: "app",
  inputs: { password: { $join: ["postgres://", { $secret: "db-password" }, "@", output("db", "ip")] } },
};
const user = { name: "user", inputs: { peer: output("db", "token") } };

describe("a secret", () => {
  let cloud: TestCloud;
  let life: StackLife;
  beforeEach(async () => {
    cloud = new TestCloud();
    life = await StackLife.open(cloud, { environment: { HCLOUD_TOKEN: "canary-cloud-token" } });
  });
  afterEach(() => life.dispose());

  test("reaches the cloud, and nothing else", async () => {
    const events: RunEvent[] = [];
    const first = await life.apply([db, app, user]);
    events.push(...first.events);
    expect(first.result).toMatchObject({ outcome: "succeeded", failures: [] });
    const id = life.record.resources[0]?.id ?? "";
    expect(passwords(cloud)).toEqual(["canary-secret-value", `postgres://canary-secret-value@10.0.0.${id.slice(4)}`]);
    expect([...cloud.objects.values()].find(({ inputs }) => inputs["name"] === "user")?.inputs["peer"]).toBe(
      `canary-token-${id}`,
    );
    const same = await life.apply([db, app, user]);
    life.secrets.set("db-password", "canary-other-value");
    const changed = await life.apply([db, app, user]);
    expect(same.plan.steps.map(({ action }) => action)).toEqual(["keep", "keep", "keep"]);
    expect(changed.plan.steps.map(({ action }) => action)).toEqual(["update", "update", "keep"]);
    expect(passwords(cloud)).toContain("canary-other-value");
    cloud.trouble = {
      before: (_, { password }) => {
        throw new Failure("PROVIDER_REFUSED", {
          cloud: "hetzner",
          status: 422,
          providerCode: "x",
          message: `no: ${String(password)}`,
        });
      },
    };
    life.secrets.set("db-password", "canary-third-value");
    const refused = await life.apply([db, app, user]);
    expect(refused.result.failures[0]?.message).toBe("no: [secret]");
    const { cause: _, ...spoken } = { ...refused.result.failures[0] };
    const written = JSON.stringify([first, same, changed, refused.plan, refused.events, spoken, life.record]);
    expect(written).not.toContain("canary");
    for (const text of await textsUnder(life.directory)) expect(text).not.toContain("canary");
  });

  test("is opened by the key that sealed it, and by no other", async () => {
    await life.apply([db]);
    const sealed = life.record.resources[0]?.outputs["token"];
    expect(sealed).toMatchObject({ $sealed: expect.any(String), $print: expect.any(String) });
    const other = createSealer({ bytes: new Uint8Array(32).fill(8), source: "another key" });
    Object.assign(life.sealer, other);
    await expect(life.apply([db, user])).rejects.toMatchObject({ code: "STATE_KEY_WRONG" });
  });

  test("stands in no argument and no variable of the engine", async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: seen, resolve: goOn } = Promise.withResolvers<void>();
    cloud.trouble = {
      before: async () => {
        begin();
        await seen;
      },
    };
    const applying = life.apply([db]);
    await begun;
    const processes = await enginesUnder(life.directory);
    goOn();
    await applying;
    expect(processes).toHaveLength(1);
    expect(processes.map(({ text }) => text).join("\n")).not.toContain("canary");
  });
});

function passwords(cloud: TestCloud): readonly unknown[] {
  return [...cloud.objects.values()].flatMap(({ inputs }) => inputs["password"] ?? []);
}

async function textsUnder(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(3);
  return Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), "latin1")));
}
