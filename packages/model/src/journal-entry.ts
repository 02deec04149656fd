import { z } from "zod";
import { Address } from "./address.ts";
import { Digest } from "./digest.ts";
import { Inputs } from "./value.ts";

/** One line of the journal: intents before a mutation, results after it. */
export const JournalEntry = z.discriminatedUnion("entry", [
  z.object({
    entry: z.literal("run-started"),
    run: z.string(),
    at: z.string(),
    holder: z.string(),
    plan: Digest,
    token: z.int(),
  }),
  z.object({
    entry: z.literal("intent"),
    run: z.string(),
    at: z.string(),
    address: Address,
    type: z.string(),
    action: z.enum(["create", "update", "delete"]),
    /** Full idempotency key `<projectId>-<resource>-<env>`. */
    key: z.string(),
    marker: z.string(),
    id: z.string().optional(),
    /** Of a creation: short plain inputs, never secrets. They tell under which parent the object would stand. */
    inputs: Inputs.optional(),
  }),
  z.object({
    entry: z.literal("result"),
    run: z.string(),
    at: z.string(),
    address: Address,
    type: z.string(),
    action: z.enum(["create", "update", "delete"]),
    marker: z.string(),
    id: z.string(),
  }),
  z.object({
    entry: z.literal("refused"),
    run: z.string(),
    at: z.string(),
    address: Address,
    action: z.string(),
    code: z.string(),
  }),
  z.object({
    entry: z.literal("run-ended"),
    run: z.string(),
    at: z.string(),
    outcome: z.enum(["succeeded", "failed", "cancelled"]),
  }),
]);
export type JournalEntry = z.infer<typeof JournalEntry>;
