import type { ProvisionJob } from "@cloudmake/ports";

/** The engine compares with its own state: where the clouds moved, it has to be told first. */
export function hasMoved({ plan, observation }: ProvisionJob): boolean {
  if (observation === undefined) return false;
  return plan.steps.some(({ reasons }) =>
    reasons.some(({ because }) => because === "missing" || because === "drifted"),
  );
}
