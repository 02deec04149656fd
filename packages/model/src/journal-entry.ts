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
    /** The object that is changed, deleted or taken over. A creation without one: the cloud had no such object. */
    id: z.string().optional(),
    /** Short plain inputs, never secrets. They tell under which parent and by which name the object would stand. */
    inputs: Inputs.optional(),
    /** Names of the inputs that are written. */
    fields: z.array(z.string()).optional(),
    /** Digest of all inputs as they are written, secrets as prints. */
    wanted: Digest.optional(),
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
  /** The cloud has answered, and did not do it: nothing of the call is still under way. */
  z.object({
    entry: z.literal("failed"),
    run: z.string(),
    at: z.string(),
    address: Address,
    type: z.string(),
    action: z.enum(["create", "update", "delete"]),
    marker: z.string(),
    id: z.string().optional(),
    code: z.string(),
  }),
  z.object({
    entry: z.literal("refused"),
    run: z.string(),
    at: z.string(),
    address: Address,
    action: z.string(),
    code: z.string(),
  }),
  /** An object is let go, and stays in the cloud, marker and all: nobody may take it for what a run left. */
  z.object({
    entry: z.literal("forgotten"),
    run: z.string(),
    at: z.string(),
    address: Address,
    type: z.string(),
    marker: z.string(),
    id: z.string(),
  }),
  z.object({
    entry: z.literal("run-ended"),
    run: z.string(),
    at: z.string(),
    outcome: z.enum(["succeeded", "failed", "cancelled"]),
  }),
]);
export type JournalEntry = z.infer<typeof JournalEntry>;
