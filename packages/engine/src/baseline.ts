import type { AppliedResource, Inputs, ObservedObject } from "@cloudmake/model";
import { liveValueOf } from "./live-value.ts";

/**
 * What an object is now, as far as anybody knows: the live value of every recorded input that the cloud gives back,
 * the recorded value of all others. Inputs that were never ours (server-side defaults) stay out, and so does the live
 * value of what we know only by its print: it is a secret in clear.
 */
export function baselineOf(
  recorded: Pick<AppliedResource, "inputs">,
  observed: Pick<ObservedObject, "inputs"> | undefined,
  writeOnly: readonly string[],
): Inputs {
  if (observed === undefined) return recorded.inputs;
  return Object.fromEntries(
    Object.entries(recorded.inputs).map(([field, value]) => {
      const live = writeOnly.includes(field) ? undefined : observed.inputs[field];
      return [field, live === undefined ? value : liveValueOf(value, live)];
    }),
  );
}
