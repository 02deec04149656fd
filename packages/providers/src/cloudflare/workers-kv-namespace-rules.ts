import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { AccountId } from "./account-id.ts";
import { sdkVersion } from "./sdk-version.ts";

export const WorkersKvNamespaceInputs = z.strictObject({
  accountId: AccountId.optional(),
  title: z.string().min(1).max(512),
});
export type WorkersKvNamespaceInputs = z.infer<typeof WorkersKvNamespaceInputs>;

export const WorkersKvNamespaceOutputs = z.object({ title: z.string() });
export type WorkersKvNamespaceOutputs = z.infer<typeof WorkersKvNamespaceOutputs>;

/** A key-value store. Its title is unique in an account, and suffixed. */
export const workersKvNamespaceRules = describeResource({
  cloud: "cloudflare",
  type: "cloudflare:index/workersKvNamespace:WorkersKvNamespace",
  version: sdkVersion,
  inputs: WorkersKvNamespaceInputs,
  outputs: WorkersKvNamespaceOutputs,
  replaceOn: ["accountId"],
  naming: { input: "title", style: "suffixed" },
  volatile: ["title"],
});
