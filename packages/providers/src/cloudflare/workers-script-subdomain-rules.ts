import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { naturalKey } from "../natural-key.ts";
import { AccountId } from "./account-id.ts";
import { sdkVersion } from "./sdk-version.ts";

const workersScriptSubdomainInputs = () =>
  z
    .strictObject({
      accountId: AccountId.optional(),
      scriptName: z.string(),
      enabled: z.boolean(),
      previewsEnabled: z.boolean().optional(),
    })
    .refine(({ enabled, previewsEnabled }) => enabled || previewsEnabled, "leave the resource out to switch both off");
export type WorkersScriptSubdomainInputs = z.infer<ReturnType<typeof workersScriptSubdomainInputs>>;

const workersScriptSubdomainOutputs = () =>
  z.object({
    /** Where the Worker answers while `enabled`; absent where the account has no workers.dev subdomain. */
    url: z.string().optional(),
  });
export type WorkersScriptSubdomainOutputs = z.infer<ReturnType<typeof workersScriptSubdomainOutputs>>;

/** A Worker's address on workers.dev. It exists while one of its two switches is on. */
export const workersScriptSubdomainRules = describeResource({
  cloud: "cloudflare",
  type: "cloudflare:index/workersScriptSubdomain:WorkersScriptSubdomain",
  version: sdkVersion,
  inputs: workersScriptSubdomainInputs,
  outputs: workersScriptSubdomainOutputs,
  replaceOn: ["accountId", "scriptName"],
  naturalKey: naturalKey("scriptName"),
});
