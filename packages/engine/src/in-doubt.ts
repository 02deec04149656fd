import {
  type AppliedResource,
  type Inputs,
  isList,
  isRecord,
  type ObservedObject,
  type Reason,
  type ResourceRules,
  type Value,
} from "@cloudmake/model";
import { holdsSecret } from "./live-value.ts";

/** What is known of an object that an interrupted run was writing to. */
interface Doubtful {
  /** Absent where nothing was recorded of it yet. */
  readonly recorded?: Pick<AppliedResource, "inputs">;
  /** `undefined`: nobody has looked. */
  readonly object: Pick<ObservedObject, "inputs"> | undefined;
  readonly inputs: Inputs;
  readonly rules: Pick<ResourceRules, "replaceOn" | "writeOnly">;
}

/**
 * The settings that an interrupted run had begun to write and that may not be what the spec says, although no comparison
 * of record, spec and cloud shows it:
 * 1. what the cloud does not tell, or tells without the secrets in it: the record may be older than the object;
 * 2. what the spec does not have (any more) and the object has: the record never heard of it.
 *
 * What only a new object could have is no concern: it was never written to this one.
 * @param begun names of the settings that were to be written
 */
export function inDoubt(begun: Iterable<string>, seen: Doubtful): Reason[] {
  const doubtful = [...begun].sort().filter((field) => isDoubtful(field, seen));
  return doubtful.map((field) => ({ because: "interrupted", field }));
}

function isDoubtful(field: string, { recorded, object, inputs, rules }: Doubtful): boolean {
  if (rules.replaceOn.includes(field)) return false;
  const live = rules.writeOnly.includes(field) ? undefined : object?.inputs[field];
  const before = recorded?.inputs[field];
  // What is taken over is written anew where it cannot be read: only what the spec dropped is in doubt.
  if (live === undefined) return recorded !== undefined || inputs[field] === undefined;
  if (before !== undefined) return holdsSecret(before);
  return inputs[field] === undefined && isSet(live);
}

function isSet(live: Value): boolean {
  if (live === null || live === "" || live === false) return false;
  if (isList(live)) return live.length > 0;
  return !isRecord(live) || Object.keys(live).length > 0;
}
