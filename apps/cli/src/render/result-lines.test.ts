import { addressOf, type AppliedRecord, digestOf, type Plan, stackId, type Step } from "@cloudmake/model";
import type { StackResult } from "@cloudmake/service";
import { expect, test } from "vitest";
import { resultLines } from "./result-lines.ts";

const plain = (_: string, text: string): string => text;

function unchanged(environment: string, action: Step["action"]): StackResult {
  const stack = stackId("shop", environment);
  const digest = digestOf("plan");
  const step: Step = {
    address: addressOf(stack, "box", "server"),
    type: "hcloud:index/server:Server",
    action,
    marker: "0".repeat(32),
    dependsOn: [],
    reasons: [],
  };
  const basis = { spec: digest, serial: 1, definitions: digest };
  const plan: Plan = { formatVersion: 1, stack, digest, basis, steps: [step] };
  const record: AppliedRecord = { formatVersion: 1, stack, serial: 1, resources: [], outputs: {} };
  return { plan, outcome: "unchanged", done: 0, failures: [], record };
}

test("what was left alone is not told as being without changes", () => {
  expect(resultLines([unchanged("dev", "hold"), unchanged("prod", "keep")], plain)).toEqual([
    "no changes  shop/prod",
    "nothing changed  shop/dev (1 left alone)",
  ]);
});
