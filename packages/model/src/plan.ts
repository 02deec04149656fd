import { z } from "zod";
import { Address, StackId } from "./address.ts";
import { Place } from "./diagnostic.ts";
import { Digest } from "./digest.ts";
import { Inputs, Value } from "./value.ts";

export const Action = z.enum(["create", "update", "replace", "delete", "import", "forget", "keep", "hold"]);
export type Action = z.infer<typeof Action>;

/** Of a field that changes in place: what runs there stops until it is done. */
const stops = z.literal(true).optional();

/** Why a step is taken. Data; renderers put it in words. */
export const Reason = z.discriminatedUnion("because", [
  /** Only the spec has it. */
  z.object({ because: z.literal("added") }),
  /** The spec no longer has it. */
  z.object({ because: z.literal("removed") }),
  /** It was applied, and is gone from the cloud. */
  z.object({ because: z.literal("missing"), id: z.string() }),
  /** The spec says otherwise than the last apply. `replaces`: this field forces a new object. */
  z.object({
    because: z.literal("changed"),
    field: z.string(),
    before: Value.optional(),
    after: Value.optional(),
    replaces: z.boolean(),
    stops,
    place: Place.optional(),
  }),
  /** Somebody changed the object behind CloudMake's back. */
  z.object({
    because: z.literal("drifted"),
    field: z.string(),
    live: Value.optional(),
    wanted: Value.optional(),
    replaces: z.boolean(),
    stops,
    place: Place.optional(),
  }),
  /** The spec has the same object at another address. Of the step that takes it over: from where; of the other: where to. */
  z.object({ because: z.literal("moved"), address: Address }),
  /** An object of this stack's marker is already there: it is taken over, not made again. */
  z.object({ because: z.literal("adopted"), id: z.string() }),
  /**
   * Left by an interrupted run, and neither spec nor record has it. `beside`: the record has another object of the same
   * marker, so this one was made by a call that was thought to be lost.
   */
  z.object({ because: z.literal("orphan"), id: z.string(), beside: Address.optional() }),
  /** An interrupted run may have written this setting, and nobody can see that it did not: it is written again. */
  z.object({ because: z.literal("interrupted"), field: z.string() }),
  /** What it depends on is replaced, so it is too. */
  z.object({ because: z.literal("dependency"), address: Address }),
  /** An earlier run left it half-way. */
  z.object({ because: z.literal("incomplete"), detail: z.string() }),
  z.object({ because: z.literal("unreadable"), code: z.string() }),
  /** Holds data; only an explicit word deletes it. */
  z.object({ because: z.literal("stateful") }),
  /** `deletion: retain` in the spec. */
  z.object({ because: z.literal("retained") }),
  /** The user asked for other resources only. */
  z.object({ because: z.literal("untargeted") }),
  /** The user asked for exactly this (import, forget). */
  z.object({ because: z.literal("requested") }),
]);
export type Reason = z.infer<typeof Reason>;

export const Step = z.object({
  address: Address,
  type: z.string(),
  action: Action,
  /** Id of the existing object the step works on; for `import` and adoption the one to take over. */
  id: z.string().optional(),
  marker: z.string(),
  /**
   * What the object shall be. Known references are resolved; one still standing is an unknown, and the gate admits
   * only its value. Absent for deletions.
   */
  inputs: Inputs.optional(),
  dependsOn: z.array(Address),
  reasons: z.array(Reason),
});
export type Step = z.infer<typeof Step>;

/** Immutable. Apply does exactly these steps, or refuses. */
export const Plan = z.object({
  formatVersion: z.literal(1),
  stack: StackId,
  /** Over basis and steps. */
  digest: Digest,
  basis: z.object({
    spec: Digest,
    serial: z.int(),
    definitions: Digest,
    /** Digest of the observed managed fields; absent when the plan was made without looking. */
    observed: Digest.optional(),
  }),
  /** In an order in which they can be carried out: deletions last, dependents first. */
  steps: z.array(Step),
});
export type Plan = z.infer<typeof Plan>;

/** Steps that touch a cloud or the record; a move is one of them. */
export function changesOf(plan: Plan): readonly Step[] {
  return plan.steps.filter((step) => step.action !== "keep" && step.action !== "hold" && !movesAway(step));
}

/** It removes what an interrupted run left: the sweeper does so, Pulumi never heard of it. */
export function isSweep({ action, reasons }: Step): boolean {
  return action === "delete" && reasons.some(({ because }) => because === "orphan");
}

/** One half of a move: an object goes from one address to another, and stays what and where it is. */
export function isMove({ reasons }: Pick<Step, "reasons">): boolean {
  return reasons.some(({ because }) => because === "moved");
}

/** Only the record loses something here: what the other half of the move takes over. */
export function movesAway(step: Pick<Step, "action" | "reasons">): boolean {
  return step.action === "forget" && isMove(step);
}
