import { hasUnknownOnWire, isSecretOnWire, secretOnWire, unknownOnWire } from "@cloudmake/model";
import rpc from "@pulumi/pulumi/runtime/rpc.js";
import { describe, expect, test } from "vitest";
import { describeError } from "./describe-error.ts";
import { KeyedMutex } from "./keyed-mutex.ts";
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

describe("a keyed mutex", () => {
  test("lets work of one key run in turn, and other keys alongside", async () => {
    const mutex = new KeyedMutex();
    const gate = Promise.withResolvers<void>();
    const log: string[] = [];
    const first = mutex.run("a", async () => {
      log.push("a1 begins");
      await gate.promise;
      log.push("a1 ends");
    });
    const second = mutex.run("a", async () => void log.push("a2"));
    await mutex.run("b", async () => void log.push("b"));
    gate.resolve();
    await Promise.all([first, second]);
    expect(log).toEqual(["a1 begins", "b", "a1 ends", "a2"]);
  });

  test("goes on after work that failed", async () => {
    const mutex = new KeyedMutex();
    const failing = mutex.run("a", () => Promise.reject(new Error("no")));
    const next = mutex.run("a", async () => "done");
    await expect(failing).rejects.toThrow("no");
    expect(await next).toBe("done");
  });
});
