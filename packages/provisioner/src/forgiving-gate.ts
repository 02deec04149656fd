import type { Plan, Step } from "@cloudmake/model";
import type { Gate, Mutation, ProvisionJob } from "@cloudmake/ports";
import type { RunOutcome } from "./run-outcome.ts";

/**
 * The plan's gate, but for one case: an engine that wants to delete what the plan does not delete is told to forget
 * it. The object stays, the record still knows it, and no run gets stuck on what an earlier one left in the engine's
 * memory.
 * - Its state may be older or newer than the record.
 * - It deletes what it is not told of, and of what stands on a failed resource it is not told. The plan may replace that;
 *   but then nobody would make the replacement.
 */
export function forgivingGate(
  { gate, plan }: ProvisionJob,
  outcome: RunOutcome,
  forgotten: (mutation: Mutation) => void,
): Gate {
  const isDue = (step: Step): boolean => outcome.wasReached(step) || standsOnReplaced(step, plan, outcome);
  return {
    mustHold: () => gate.mustHold(),
    admit: (mutation) => {
      if (mutation.rpc !== "delete" || plan.steps.some((step) => foresees(step, mutation, isDue)))
        return gate.admit(mutation);
      forgotten(mutation);
      return { kind: "forget" };
    },
  };
}

/**
 * Whether something below is being made anew after what it replaces: then the engine deletes first what stands on that,
 * before it is told of it.
 */
function standsOnReplaced({ dependsOn }: Step, plan: Plan, outcome: RunOutcome): boolean {
  return plan.steps
    .filter(({ address }) => dependsOn.includes(address))
    .some((step) => {
      const { action, address, id } = step;
      const isBegun = action === "replace" && outcome.wasReached(step) && outcome.failureOf(address) === undefined;
      const made = outcome.objectOf(step)?.id;
      return (isBegun && (made === undefined || made === id)) || standsOnReplaced(step, plan, outcome);
    });
}

function foresees(step: Step, { address, type, id }: Mutation, isDue: (step: Step) => boolean): boolean {
  if (step.address !== address || step.type !== type) return false;
  switch (step.action) {
    case "delete":
      return step.id === id;
    case "replace":
      return step.id === id && isDue(step);
    case "create":
      return step.reasons.some((reason) => reason.because === "missing" && reason.id === id);
    case "forget":
      return true;
    case "update":
    case "import":
    case "keep":
    case "hold":
      return false;
  }
}
