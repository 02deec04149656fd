import type { Step } from "@cloudmake/model";
import type { Gate, Mutation, ProvisionJob } from "@cloudmake/ports";

/**
 * The plan's gate, but for one case: an engine that wants to delete what the plan does not delete is told to forget
 * it. Its state is older or newer than the record then; the object stays, the record still knows it, and no run gets
 * stuck on what an earlier one left in the engine's memory.
 */
export function forgivingGate({ gate, plan }: ProvisionJob, forgotten: (mutation: Mutation) => void): Gate {
  return {
    mustHold: () => gate.mustHold(),
    admit: (mutation) => {
      if (mutation.rpc !== "delete" || plan.steps.some((step) => foresees(step, mutation))) return gate.admit(mutation);
      forgotten(mutation);
      return { kind: "forget" };
    },
  };
}

function foresees(step: Step, { address, type, id }: Mutation): boolean {
  if (step.address !== address || step.type !== type) return false;
  switch (step.action) {
    case "delete":
    case "replace":
      return step.id === id;
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
