import { hasUnknownOnWire, isSecretOnWire, secretOnWire, unknownOnWire } from "@cloudmake/model";
import rpc from "@pulumi/pulumi/runtime/rpc.js";
import { describe, expect, test } from "vitest";
import { describeError } from "./describe-error.ts";
import { fieldsOf, structOf } from "./struct.ts";

describe("the provider protocol", () => {
  test("writes secrets and unknowns as the SDK does", () => {
    expect(unknownOnWire).toBe(rpc.unknownValue);
    expect(rpc.isRpcSecret(secretOnWire("canary"))).toBe(true);
    expect(rpc.unwrapRpcSecret(secretOnWire("canary"))).toBe("canary");
  });

  test("carries values through the engine's messages unchanged", () => {
    const fields = { a: [1, null, { b: secretOnWire(["canary"]) }], c: unknownOnWire, d: true };
    const carried = fieldsOf(structOf(fields));
    expect(carried).toEqual(fields);
    expect(hasUnknownOnWire(carried["c"])).toBe(true);
    expect(isSecretOnWire(carried["a"])).toBe(false);
  });

  test("takes secrets out of what a cloud says", () => {
    const error = new Error("bad value canary-secret, expected abc");
    expect(describeError(error, ["canary-secret", "abc"]).message).toBe("bad value [secret], expected abc");
  });
});
