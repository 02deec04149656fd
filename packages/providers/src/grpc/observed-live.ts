import type { ProviderSession } from "@cloudmake/ports";
import type { Live } from "../define-resource.ts";

/** The object as the plan saw it; `undefined` when it did not see it. */
export function observedLive({ observation }: ProviderSession, type: string, id: string): Live | undefined {
  return observation?.objects.find((object) => object.type === type && object.id === id);
}

/** Whether the plan looked at this type and could read it. */
export function wasObserved({ observation }: ProviderSession, type: string): boolean {
  if (observation === undefined || !observation.types.includes(type)) return false;
  return !observation.unreadable.some((unreadable) => unreadable.type === type);
}
