import { ref, type Address, type Inputs, stackId, addressOf } from "@cloudmake/model";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { CloudApi } from "./http/cloud-api.ts";
import { createCloudApi } from "./http/create-cloud-api.ts";
import { Governor } from "./http/governor.ts";
import { systemWiring } from "./http/wiring.ts";
import { defineResource, PartialCreate } from "./define-resource.ts";
import { describeResource } from "./describe-resource.ts";
import { hetzner } from "./hetzner/hetzner.ts";

const { signal } = new AbortController();
const stack = stackId("shop", "prod");
const marker = { stack, hash: "0123456789abcdef".repeat(2) };
const wall: Address = addressOf(stack, "box", "firewall");

describe("a defined resource", () => {
  const seen: unknown[] = [];
  const boxRules = describeResource({
    cloud: "hetzner",
    type: "test:index/box:Box",
    version: "1.0.0",
    inputs: () =>
      z.strictObject({
        name: z.string(),
        password: z.string().optional(),
        walls: z.array(z.coerce.number().int()).optional(),
      }),
    outputs: () => z.object({ address: z.string() }),
    secrets: ["password"],
  });
  const box = defineResource(boxRules, {
    api: hetzner,
    list: async () => [],
    read: async () => undefined,
    find: async () => undefined,
    create: async (_, inputs) => {
      seen.push(inputs);
      const live = { id: "1", name: inputs.name, inputs: { ...inputs, password: undefined }, outputs: { address: "" } };
      if (inputs.name === "slow") throw new PartialCreate(live, ["not ready"]);
      return live;
    },
    update: async (_, id, inputs, { old, changed }) => {
      seen.push({ old, changed: [...changed] });
      return { id, name: inputs.name, inputs, outputs: { address: "" } };
    },
    delete: async () => undefined,
  });
  const api: CloudApi = createCloudApi(
    { cloud: hetzner, baseUrl: hetzner.baseUrl, token: "sandbox-token-hetzner", variables: {} },
    { ...systemWiring(), governor: new Governor(hetzner.budget, systemWiring()) },
  );
  const create = (inputs: Inputs) => box.create(api, inputs, { marker, signal });

  test("gets ids as numbers, also where a reference gave text", async () => {
    await create({ name: "box", walls: ["12", 13] });
    expect(seen.at(-1)).toEqual({ name: "box", walls: [12, 13] });
  });

  test("gives back plain data, without what is undefined", async () => {
    const made = await create({ name: "box", password: "visibly-fake" });
    expect(Object.keys(made.inputs)).toEqual(["name"]);
  });

  test("is refused what a reference turned out not to be", async () => {
    await expect(create({ name: "box", walls: ["fsn1"] })).rejects.toMatchObject({
      code: "USAGE",
      data: { problem: expect.stringContaining("walls.0") },
    });
  });

  test("may exist without being ready", async () => {
    await expect(create({ name: "slow" })).rejects.toMatchObject({ reasons: ["not ready"], live: { id: "1" } });
  });

  test("sees of its former self only what still fits the schema", async () => {
    const old = {
      inputs: { name: "old", password: { $print: "abc" }, former: true },
      outputs: { address: "10.0.0.1" },
    };
    const changed = new Set(["name", "former"]);
    await box.update(api, "1", { name: "new" }, { marker, old, changed, signal });
    expect(seen.at(-1)).toEqual({
      old: { inputs: { name: "old" }, outputs: { address: "10.0.0.1" } },
      changed: ["name"],
    });
  });

  test("names every problem of its inputs, and none of what is not known yet", () => {
    expect(box.check({ name: "box", walls: [ref(wall, "id")], password: { $secret: "DB" } })).toEqual([]);
    expect(box.check({ name: 7, walls: ["fsn1"], wals: [] }).map(({ path }) => path)).toEqual([
      ["name"],
      ["walls", 0],
      [],
    ]);
  });
});
