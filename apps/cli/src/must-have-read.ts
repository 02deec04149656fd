import { type CloudName, Failure, type Unreadable } from "@cloudmake/model";
import type { Context } from "./context.ts";
import type { PlannedStack } from "@cloudmake/service";

const unauthorized = 401;
const credentialCodes: ReadonlySet<string> = new Set(["CREDENTIAL_MISSING", "CREDENTIAL_REFUSED"]);

/** Refuses when something that the stacks need could not be read: what was held back is no success. */
export async function mustHaveRead(planned: readonly PlannedStack[]): Promise<void> {
  for (const { world, plan } of planned) {
    const held = new Set(plan.steps.filter(({ action }) => action === "hold").map(({ type }) => type));
    const first = world.observation?.unreadable.find(({ type }) => held.has(type));
    if (first !== undefined) throw await failureOf(first);
  }
}

/** What could not be read, cloud by cloud, with what the cloud said. */
export function showUnreadable({ terminal }: Context, planned: readonly PlannedStack[]): void {
  const unreadable = planned[0]?.world.observation?.unreadable ?? [];
  const lines = unreadable.map(({ cloud, code, message }) => `${cloud}: ${code} ${message}`);
  for (const line of new Set(lines)) terminal.say(`${terminal.paint("red", "could not read")} ${line}`);
  // With a token that is mended, everything can be read again: no reason to let go of anything.
  if (unreadable.every(({ code }) => credentialCodes.has(code))) return;
  terminal.say(
    "What stands there is left alone; the rest goes on. Wait and run this again. If the account is gone for good: " +
      "`cloudmake forget <address>` lets go of one resource, and the next apply makes it anew where it is gone; " +
      "`cloudmake destroy --forget-unreachable` lets go of all that cannot be reached.",
  );
}

async function tokenVariable(name: CloudName): Promise<string | undefined> {
  const { clouds } = await import("@cloudmake/providers");
  return clouds.find((cloud) => cloud.name === name)?.tokenVariables[0];
}

async function failureOf({ code, cloud, message, status = unauthorized }: Unreadable): Promise<Failure> {
  switch (code) {
    case "CREDENTIAL_REFUSED":
      return new Failure("CREDENTIAL_REFUSED", { cloud, status, variable: await tokenVariable(cloud) });
    default:
      return new Failure("PROVIDER_UNAVAILABLE", { cloud, reason: message });
  }
}
