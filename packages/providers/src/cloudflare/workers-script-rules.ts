import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { AccountId } from "./account-id.ts";
import { sdkVersion } from "./sdk-version.ts";
import { WorkerBinding } from "./worker-binding.ts";

const MAX_CONTENT_CHARACTERS = 10_000_000;

const workersScriptInputs = () =>
  z.strictObject({
    accountId: AccountId.optional(),
    scriptName: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "lower-case letters, digits and hyphens, at most 63"),
    content: z.string().max(MAX_CONTENT_CHARACTERS),
    mainModule: z.string().min(1),
    compatibilityDate: z.iso.date().optional(),
    compatibilityFlags: z.array(z.string()).optional(),
    bindings: z.array(WorkerBinding).optional(),
    /** Types of bindings that stay when they are made outside, e.g. `secret_text`. */
    keepBindings: z.array(z.string()).optional(),
  });
export type WorkersScriptInputs = z.infer<ReturnType<typeof workersScriptInputs>>;

const workersScriptOutputs = () =>
  z.object({
    scriptName: z.string(),
    /** Changes with the code. */
    etag: z.string(),
  });
export type WorkersScriptOutputs = z.infer<ReturnType<typeof workersScriptOutputs>>;

/**
 * A Worker: one module and its bindings. Secrets are leaves of `bindings` and stay secrets there: the rest of the list
 * can be read in plans.
 */
export const workersScriptRules = describeResource({
  cloud: "cloudflare",
  type: "cloudflare:index/workersScript:WorkersScript",
  version: sdkVersion,
  inputs: workersScriptInputs,
  outputs: workersScriptOutputs,
  replaceOn: ["accountId", "scriptName"],
  writeOnly: ["mainModule", "keepBindings"],
  sets: ["bindings", "compatibilityFlags"],
  volatile: ["etag"],
  naming: { input: "scriptName", style: "plain" },
});
