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
  class: FindingClass,
  stack: StackId,
  /** Absent for `unmanaged` objects and types that could not be read. */
  address: Address.optional(),
  type: z.string(),
  id: z.string().optional(),
  name: z.string().optional(),
  fields: z.array(FieldDrift),
  /** For `unreadable`: the failure's code and text. */
  problem: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type Finding = z.infer<typeof Finding>;

export const DriftReport = z.object({
  formatVersion: z.literal(1),
  takenAt: z.iso.datetime(),
  stacks: z.array(StackId),
  findings: z.array(Finding),
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
