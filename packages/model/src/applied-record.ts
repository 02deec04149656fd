import { z } from "zod";
import { Address, isAddress, StackId } from "./address.ts";
import { Digest } from "./digest.ts";
import { Inputs, isInputs, isList, isRecord, Value } from "./value.ts";

export const Deletion = z.enum(["default", "delete", "retain"]);
export type Deletion = z.infer<typeof Deletion>;

/** One resource as the last apply left it. Secrets stand as prints (inputs) or sealed (outputs). */
export const AppliedResource = z.object({
  address: Address,
  type: z.string(),
  /** The cloud's own id. */
  id: z.string(),
  marker: z.string(),
  inputs: Inputs,
  outputs: Inputs,
  dependsOn: z.array(Address),
  deletion: Deletion,
  /** Reasons of a creation or update that ended half-way: the next apply completes it. */
  incomplete: z.array(z.string()).optional(),
});
export type AppliedResource = z.infer<typeof AppliedResource>;

const fields: ReadonlySet<string> = new Set(Object.keys(AppliedResource.shape));

/** Whether the schema has nothing to say and nothing to leave out, at a third of its price: accounts have thousands of these. */
function isAppliedResource(value: unknown): value is AppliedResource {
  if (!isRecord(value) || !Object.keys(value).every((key) => fields.has(key))) return false;
  const { address, type, id, marker, inputs, outputs, dependsOn, deletion, incomplete } = value;
  return (
    isAddress(address) &&
    isText(type) &&
    isText(id) &&
    isText(marker) &&
    isInputs(inputs) &&
    isInputs(outputs) &&
    isList(dependsOn) &&
    dependsOn.every(isAddress) &&
    Deletion.options.some((option) => option === deletion) &&
    (incomplete === undefined || (isList(incomplete) && incomplete.every(isText)))
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** What the last apply of a stack left. */
export const AppliedRecord = z.object({
  formatVersion: z.literal(1),
  stack: StackId,
  /** Grows by one with every record written. */
  serial: z.int(),
  /** Digest of the graph that was applied; absent when the last run did not complete it. */
  spec: Digest.optional(),
  appliedAt: z.iso.datetime().optional(),
  resources: z.array(z.union([z.custom<AppliedResource>(isAppliedResource), AppliedResource])),
  /** component -> output -> value (secret ones sealed) */
  outputs: z.record(z.string(), z.record(z.string(), Value)),
});
export type AppliedRecord = z.infer<typeof AppliedRecord>;

export function emptyRecord(stack: StackId): AppliedRecord {
  return { formatVersion: 1, stack, serial: 0, resources: [], outputs: {} };
}
