import { Failure, type Unreadable } from "@cloudmake/model";
import type { PlannedStack } from "@cloudmake/service";

const unauthorized = 401;

/** Refuses when something that the stacks need could not be read: what was held back is no success. */
export function mustHaveRead(planned: readonly PlannedStack[]): void {
  for (const { world, plan } of planned) {
    const held = new Set(plan.steps.filter(({ action }) => action === "hold").map(({ type }) => type));
    const [first] = (world.observation?.unreadable ?? []).filter(({ type }) => held.has(type));
    if (first !== undefined) throw failureOf(first);
  }
}

function failureOf({ code, cloud, message }: Unreadable): Failure {
  switch (code) {
    case "CREDENTIAL_REFUSED":
      return new Failure("CREDENTIAL_REFUSED", { cloud, status: unauthorized });
    default:
      return new Failure("PROVIDER_UNAVAILABLE", { cloud, reason: message });
  }
}
