import { Failure, ref, type Inputs } from "@cloudmake/model";
import type { Mutation } from "@cloudmake/ports";
import { describe, expect, test } from "vitest";
import { applied, type Given, node, seen, sight, world } from "../test/plain-world.ts";
import { createGate } from "./create-gate.ts";
import { makePlan } from "./make-plan.ts";

const box = node("box", { image: "debian-12", size: "cx22" });
const done = applied(box);
const bigger = node("box", { ...box.inputs, size: "cx32" });
const rebuilt = node("box", { ...box.inputs, image: "debian-13" });
const dns = node("dns", { value: ref(box.address, "ip") });

function gate(given: Given, alive: () => void = () => undefined) {
  const before = world(given);
  return createGate(makePlan(before), before.record, alive);
}

function ask(rpc: Mutation["rpc"], inputs: Inputs | undefined, id?: string): Mutation {
  return { rpc, address: box.address, type: box.type, inputs, id };
}

function verdict(door: ReturnType<typeof gate>, mutation: Mutation): string {
  try {
    return door.admit(mutation).kind;
  } catch (error) {
    return error instanceof Failure ? error.code : "bug";
  }
}

describe("the gate", () => {
  test.each<readonly [string, Given, Mutation, string]>([
    ["admits a planned creation", { graph: [box] }, ask("create", box.inputs), "create"],
    ["refuses a creation with other values", { graph: [box] }, ask("create", bigger.inputs), "STEP_NOT_PLANNED"],
    ["admits a planned update", { graph: [bigger], applied: [done] }, ask("update", bigger.inputs, done.id), "update"],
    [
      "refuses an update with other values",
      { graph: [bigger], applied: [done] },
      ask("update", box.inputs, done.id),
      "STEP_NOT_PLANNED",
    ],
    [
      "changes nothing where the plan keeps",
      { graph: [box], applied: [done] },
      ask("update", box.inputs, done.id),
      "read-only",
    ],
    [
      "reads what the engine forgot and the plan keeps",
      { graph: [box], applied: [done] },
      ask("create", box.inputs),
      "read-only",
    ],
    [
      "takes over what the engine forgot and the plan updates",
      { graph: [bigger], applied: [done] },
      ask("create", bigger.inputs),
      "create",
    ],
    [
      "refuses to delete what the plan keeps",
      { graph: [box], applied: [done] },
      ask("delete", undefined, done.id),
      "STEP_NOT_PLANNED",
    ],
    ["admits a planned deletion", { applied: [done] }, ask("delete", undefined, done.id), "delete"],
    ["refuses to delete another object", { applied: [done] }, ask("delete", undefined, "other"), "STEP_NOT_PLANNED"],
    [
      "deletes the old object of a replacement",
      { graph: [rebuilt], applied: [done] },
      ask("delete", undefined, done.id),
      "delete",
    ],
    [
      "calls no cloud to delete what is gone",
      { graph: [box], applied: [done], observed: sight([]) },
      ask("delete", undefined, done.id),
      "forget",
    ],
    [
      "refuses to update what the plan replaces",
      { graph: [rebuilt], applied: [done] },
      ask("update", rebuilt.inputs, done.id),
      "STEP_NOT_PLANNED",
    ],
    ["refuses what the plan does not mention", {}, ask("create", box.inputs), "STEP_NOT_PLANNED"],
  ])("%s", (_, given, mutation, expected) => {
    expect(verdict(gate(given), mutation)).toBe(expected);
  });

  test("takes each approval once", () => {
    const door = gate({ applied: [done] });
    expect(verdict(door, ask("delete", undefined, done.id))).toBe("delete");
    expect(verdict(door, ask("delete", undefined, done.id))).toBe("STEP_NOT_PLANNED");
  });

  test("keeps an approval that was asked for with wrong values", () => {
    const door = gate({ graph: [box] });
    expect(verdict(door, ask("create", bigger.inputs))).toBe("STEP_NOT_PLANNED");
    expect(verdict(door, ask("create", box.inputs))).toBe("create");
  });

  test("never takes over the predecessor of a replacement", () => {
    const door = gate({ graph: [rebuilt], applied: [done], observed: sight([seen(done)]) });
    expect(door.admit(ask("create", rebuilt.inputs))).toMatchObject({ exclude: new Set([done.id]) });
  });

  test("admits any value where the plan had an unknown", () => {
    const door = gate({ graph: [box, dns] });
    const mutation = { ...ask("create", { value: "1.2.3.4" }), address: dns.address };
    expect(verdict(door, mutation)).toBe("create");
  });

  test("refuses everything once the lease is lost", () => {
    const door = gate({ graph: [box] }, () => {
      throw new Failure("LEASE_LOST", { stack: world({}).graph.stack, holder: "someone" });
    });
    expect(verdict(door, ask("create", box.inputs))).toBe("LEASE_LOST");
  });
});
