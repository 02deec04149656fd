import { addressOf, stackId } from "@cloudmake/model";
import { describe, expect, expectTypeOf, test } from "vitest";
import { type NodeHandle, ref } from "./node-handle.ts";
import type { Scope } from "./scope.ts";

const server: NodeHandle<"hcloud:index/server:Server"> = {
  address: addressOf(stackId("shop", "dev"), "box", "server"),
  type: "hcloud:index/server:Server",
  name: "shop-dev-box",
};

describe("a reference to a node", () => {
  test("names an output of the official resource, or its id", () => {
    expect(ref(server, "ipv4Address")).toEqual({ $ref: { address: "shop/dev/box/server", output: "ipv4Address" } });
    expect(ref(server, "id")).toEqual({ $ref: { address: "shop/dev/box/server", output: "id" } });
  });

  test("does not compile with an output the resource has not", () => {
    // @ts-expect-error a server has no `ipv5Address`
    expect(ref(server, "ipv5Address")).toBeDefined();
  });
});

describe("a node", () => {
  type Node = (scope: Scope) => unknown;

  test("does not compile with a misspelt input", () => {
    const node: Node = (scope) =>
      // @ts-expect-error a server has no `locaton`
      scope.node("server", "hcloud:index/server:Server", { serverType: "cx22", locaton: "fsn1" });
    expectTypeOf(node).toBeFunction();
  });

  test("does not compile under an unknown token", () => {
    // @ts-expect-error the type is called Server
    const node: Node = (scope) => scope.node("server", "hcloud:index/server:Servr", { serverType: "cx22" });
    expectTypeOf(node).toBeFunction();
  });
});
