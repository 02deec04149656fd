import { type Plan, refsIn, type Step } from "@cloudmake/model";
import { differences } from "./create-gate.ts";
import { keyOf } from "./world.ts";

/**
 * Whether a plan made later does nothing that an approved one did not show: same steps, unknowns now known, changes
 * that turned out to be none. Returns what is new in words; empty = it refines the approved plan.
 */
export function beyond(approved: Plan, now: Plan): readonly string[] {
  const shown = new Map(approved.steps.map((step) => [keyOf(step), step]));
  return now.steps.flatMap((step) => {
    const before = shown.get(keyOf(step));
    if (step.action === "keep" || step.action === "hold") return [];
    if (before === undefined) return [`${step.action} ${step.address} is new`];
    if (before.action !== step.action) return [`${step.address}: ${before.action} became ${step.action}`];
    if (before.id !== step.id) return [`${step.address}: is about another object now (${step.id ?? "none"})`];
    return differences(before.inputs ?? {}, step.inputs ?? {}).map((field) => `${step.address}: ${field} moved`);
  });
}

/** What differs between two plans, in words, for a refusal. */
export function planDifferences(planned: Plan, now: Plan): readonly string[] {
  const gone = planned.steps.filter(isChange).filter((step) => !now.steps.some((other) => sameStep(step, other)));
  const words = [
    ...beyond(planned, now),
    ...gone.map(({ action, address }) => `${action} ${address} is no longer needed`),
  ];
  if (words.length > 0) return [...new Set(words)];
  if (planned.basis.serial !== now.basis.serial)
    return [`the state moved on: serial ${planned.basis.serial} became ${now.basis.serial}`];
  if (planned.basis.spec !== now.basis.spec) return ["the spec was edited"];
  if (planned.basis.observed !== now.basis.observed) return ["an observed value moved"];
  return ["the resource definitions are of another version"];
}

/** Whether a plan waits for values of other stacks. */
export function hasForeignUnknowns(plan: Plan): boolean {
  return plan.steps.some(({ inputs }) =>
    refsIn(inputs ?? {}).some(({ $ref }) => !$ref.address.startsWith(`${plan.stack}/`)),
  );
}

function isChange({ action }: Step): boolean {
  return action !== "keep" && action !== "hold";
}

function sameStep(a: Step, b: Step): boolean {
  return keyOf(a) === keyOf(b) && a.action === b.action;
}
