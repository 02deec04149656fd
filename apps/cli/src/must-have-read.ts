import { type CloudName, Failure, type Unreadable } from "@cloudmake/model";
import type { Context } from "./context.ts";
import type { PlannedStack } from "@cloudmake/service";

const unauthorized = 401;

/** Why types of a cloud could not be read, and how many resources are left alone for it. */
interface Blindness extends Unreadable {
  readonly left: number;
}

/**
 * Refuses when something that the stacks need could not be read: what was held back is no success. `untold`: what else
 * could not be read was not shown before.
 */
export async function mustHaveRead(
  context: Context,
  planned: readonly PlannedStack[],
  { untold }: { readonly untold: boolean },
): Promise<void> {
  const all = blindnesses(planned);
  const needed = all.find(({ left }) => left > 0);
  if (untold) for (const one of all) if (one !== needed) show(context, one);
  if (needed !== undefined) throw await failureOf(needed);
}

/** What could not be read, cloud by cloud, with what the cloud said. */
export function showUnreadable(context: Context, planned: readonly PlannedStack[]): void {
  for (const one of blindnesses(planned)) show(context, one);
}

function show({ terminal }: Context, { cloud, code, message }: Blindness): void {
  terminal.say(`${terminal.paint("red", "could not read")} ${cloud}: ${code} ${message}`);
}

/** One for each cloud and code, with all that was said: one type met what is wrong, others were not asked any more. */
function blindnesses(planned: readonly PlannedStack[]): readonly Blindness[] {
  const unreadable = planned.flatMap(({ world }) => world.observation?.unreadable ?? []);
  const held = planned.flatMap(({ plan }) => plan.steps).filter(({ action }) => action === "hold");
  const causes = Map.groupBy(unreadable, ({ cloud, code }) => `${cloud} ${code}`);
  return [...causes.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const all = [first, ...others];
    const types = new Set(all.map(({ type }) => type));
    const message = [...new Set(all.map((one) => one.message))].join("; ");
    return [{ ...first, message, left: held.filter(({ type }) => types.has(type)).length }];
  });
}

async function tokenVariable(name: CloudName): Promise<string | undefined> {
  const { clouds } = await import("@cloudmake/providers");
  return clouds.find((cloud) => cloud.name === name)?.tokenVariables[0];
}

async function failureOf({ code, cloud, message, status = unauthorized, left }: Blindness): Promise<Failure> {
  switch (code) {
    case "CREDENTIAL_REFUSED":
      return new Failure("CREDENTIAL_REFUSED", { cloud, status, variable: await tokenVariable(cloud) });
    default:
      return new Failure("PROVIDER_UNAVAILABLE", { cloud, reason: message, left });
  }
}
