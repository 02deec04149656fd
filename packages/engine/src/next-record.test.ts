import { ref } from "@cloudmake/model";
import { describe, expect, test } from "vitest";
import { applied, graphOf, node, recordOf, world } from "../test/plain-world.ts";
import { makePlan } from "./make-plan.ts";
import { nextRecord } from "./next-record.ts";

const box = node("box", { image: "debian-12" });
const done = applied(box);
const dns = node("dns", { value: ref(box.address, "ip") });
const outcome = {
  complete: true,
  failed: new Set<never>(),
  secrets: new Map(),
  foreign: new Map(),
  at: "2026-11-21T12:00:00Z",
};

describe("the record after a run", () => {
  test("asks for what the next plan asks for", () => {
    const before = world({ graph: [box, dns], applied: [done] });
    const made = applied(dns, { inputs: { value: "as the engine had it" } });
    const record = nextRecord(before.record, {
      ...outcome,
      graph: before.graph,
      plan: makePlan(before),
      resources: [done, made],
    });
    expect(record.resources[1]?.inputs).toEqual({ value: done.outputs["ip"] });
    expect(makePlan({ ...before, record }).steps.map(({ action }) => action)).toEqual(["keep", "keep"]);
  });

  test("keeps a new word on deletion although nothing else is to be done", () => {
    const retained = { ...box, deletion: "retain" as const };
    const before = { ...world({ applied: [done] }), graph: graphOf([retained]) };
    const plan = makePlan(before);
    const record = nextRecord(before.record, {
      ...outcome,
      graph: before.graph,
      plan,
      resources: before.record.resources,
    });
    expect(plan.steps.map(({ action }) => action)).toEqual(["keep"]);
    expect(record.resources[0]?.deletion).toBe("retain");
  });

  test("leaves what was not reached as it was", () => {
    const bigger = node("box", { image: "debian-12", size: "cx32" });
    const before = { ...world({ applied: [done] }), graph: graphOf([bigger]) };
    const record = nextRecord(recordOf([done]), {
      ...outcome,
      complete: false,
      graph: before.graph,
      plan: makePlan(before),
      resources: before.record.resources,
      failed: new Set([box.address]),
    });
    expect(record.resources[0]?.inputs).toEqual(box.inputs);
    expect(record.spec).toBeUndefined();
  });
});
