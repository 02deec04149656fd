import { z } from "zod";
import { Address, StackId } from "./address.ts";
import { Place } from "./diagnostic.ts";
import { Value } from "./value.ts";

export const FindingClass = z.enum(["changed", "missing", "unmanaged", "pending", "unreadable"]);
export type FindingClass = z.infer<typeof FindingClass>;

export const FieldDrift = z.object({
  field: z.string(),
  /** What the spec wants now. */
  wanted: Value.optional(),
  /** What the last apply left. */
  applied: Value.optional(),
  /** What the cloud says. */
  live: Value.optional(),
  place: Place.optional(),
});
export type FieldDrift = z.infer<typeof FieldDrift>;

export const Finding = z.object({
  /** Eight hex digits that stay the same while the finding does; another live value is another finding. */
  key: z.string(),
  class: FindingClass,
  stack: StackId,
  /** Absent for `unmanaged` objects and types that could not be read. */
  address: Address.optional(),
  type: z.string(),
  id: z.string().optional(),
  name: z.string().optional(),
  fields: z.array(FieldDrift),
  /** Of an `unmanaged` object: an interrupted run or a lost call left it, and the next apply deletes it. */
  orphan: z.boolean().optional(),
  /** For `unreadable`: the failure's code and text. */
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type Finding = z.infer<typeof Finding>;

/** One cause: the same thing found in one stack or in forty. A finding with several fields has a cause for each. */
export const FindingGroup = z.object({
  /** Eight hex digits that stay the same while the cause does, however many stacks it is seen in. */
  key: z.string(),
  class: FindingClass,
  type: z.string(),
  /** `box/server`: component and resource. Absent for `unmanaged` objects and types that could not be read. */
  resource: z.string().optional(),
  /** Of an `unmanaged` object. */
  name: z.string().optional(),
  /** Of an `unmanaged` object: an interrupted run or a lost call left it, and the next apply deletes it. */
  orphan: z.boolean().optional(),
  field: z.string().optional(),
  /** What the last apply left, where that is the same in all stacks. */
  applied: Value.optional(),
  wanted: Value.optional(),
  live: Value.optional(),
  place: Place.optional(),
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
  stacks: z.array(StackId),
  /** Keys of the findings it was seen in. */
  findings: z.array(z.string()),
});
export type FindingGroup = z.infer<typeof FindingGroup>;

export const DriftReport = z.object({
  formatVersion: z.literal(1),
  takenAt: z.iso.datetime(),
  stacks: z.array(StackId),
  findings: z.array(Finding),
  /** The same findings by cause. */
  groups: z.array(FindingGroup),
  summary: z.object({
    resources: z.int(),
    changed: z.int(),
    missing: z.int(),
    unmanaged: z.int(),
    pending: z.int(),
    unreadable: z.int(),
    /** `pending` alone is clean; `unreadable` makes a report incomplete. */
    status: z.enum(["clean", "drift", "incomplete"]),
  }),
});
export type DriftReport = z.infer<typeof DriftReport>;
