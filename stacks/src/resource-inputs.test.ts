import { ref, addressOf, stackId } from "@cloudmake/model";
import type { ServerArgs, types } from "@pulumi/hcloud";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { ResourceInputs } from "./resource-inputs.ts";

const server = ref(addressOf(stackId("shop", "dev"), "box", "server"), "id");

describe("inputs of a resource", () => {
  test("take plain values, references and secrets wherever the SDK takes an input", () => {
    expectTypeOf({
      serverType: "cx22",
      firewallIds: [1, server],
      userData: { $secret: "USER_DATA" },
      labels: { a: "b", c: server },
    }).toExtend<ResourceInputs<ServerArgs>>();
    expectTypeOf({ serverType: server, backups: undefined }).toExtend<ResourceInputs<ServerArgs>>();
  });

  test("refuse what the SDK refuses", () => {
    expectTypeOf({ serverType: 22 }).not.toExtend<ResourceInputs<ServerArgs>>();
    expectTypeOf({ image: "debian-12" }).not.toExtend<ResourceInputs<ServerArgs>>();
    expectTypeOf({ serverType: "cx22", firewallIds: ["one"] }).not.toExtend<ResourceInputs<ServerArgs>>();
  });

  test("refuse a misspelt property, at any depth", () => {
    // @ts-expect-error `locaton` is no property of a server
    const server: ResourceInputs<ServerArgs> = { serverType: "cx22", locaton: "fsn1" };
    // @ts-expect-error `prot` is no property of a rule
    const rule: ResourceInputs<types.input.FirewallRule> = { direction: "in", protocol: "tcp", prot: "443" };
    expect([server, rule]).toHaveLength(2);
  });

  test("hold no promise and no Pulumi output", () => {
    expectTypeOf(Promise.resolve("cx22")).not.toExtend<ResourceInputs<ServerArgs>["serverType"]>();
    expectTypeOf<Extract<ResourceInputs<ServerArgs>["serverType"], Promise<unknown>>>().toBeNever();
  });
});
