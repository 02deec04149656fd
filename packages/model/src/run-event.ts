import { z } from "zod";
import { Address, StackId } from "./address.ts";
import { Action } from "./plan.ts";

/** What happens in a run, as it happens. Times are ISO 8601; no secret is ever in it. */
export const RunEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("run-started"), run: z.string(), stack: StackId, at: z.string(), steps: z.int() }),
  z.object({
    type: z.literal("step-started"),
    run: z.string(),
    stack: StackId,
    at: z.string(),
    address: Address,
    action: Action,
  }),
  z.object({
    type: z.literal("step-ended"),
    run: z.string(),
    stack: StackId,
    at: z.string(),
    address: Address,
    action: Action,
    id: z.string().optional(),
    ms: z.int(),
    adopted: z.boolean().optional(),
  }),
  z.object({
    type: z.literal("step-failed"),
    run: z.string(),
    stack: StackId,
    at: z.string(),
    address: Address,
    action: Action,
    code: z.string(),
    message: z.string(),
    ms: z.int(),
  }),
  /** For people: what the run waits for or noticed. */
  z.object({
    type: z.literal("notice"),
    run: z.string(),
    stack: StackId,
    at: z.string(),
    level: z.enum(["info", "warning"]),
    message: z.string(),
  }),
  z.object({
    type: z.literal("run-ended"),
    run: z.string(),
    stack: StackId,
    at: z.string(),
    outcome: z.enum(["succeeded", "failed", "cancelled"]),
    done: z.int(),
    failed: z.int(),
    ms: z.int(),
  }),
]);
export type RunEvent = z.infer<typeof RunEvent>;
