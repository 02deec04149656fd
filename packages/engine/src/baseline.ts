import {
  type AppliedResource,
  type Inputs,
  isJoin,
  isPrint,
  isSealed,
  mapValue,
  type ObservedObject,
  type Value,
} from "@cloudmake/model";

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
      const live = isReadable(field, value, writeOnly) ? observed.inputs[field] : undefined;
      return [field, live === undefined ? value : live];
    }),
  );
}

/** Whether what a cloud says of a field can be compared with what is recorded of it. */
export function isReadable(field: string, recorded: Value, writeOnly: readonly string[]): boolean {
  if (writeOnly.includes(field)) return false;
  let secret = false;
  mapValue(recorded, (leaf) => {
    const parts = isJoin(leaf) ? leaf.$join : [leaf];
    if (parts.some((part) => isPrint(part) || isSealed(part))) secret = true;
    return leaf;
  });
  return !secret;
}
