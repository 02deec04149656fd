import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { naturalKey } from "../natural-key.ts";
import { AccountId } from "./account-id.ts";
import { sdkVersion } from "./sdk-version.ts";

const workersKvNamespaceInputs = () =>
  z.strictObject({
    accountId: AccountId.optional(),
    title: z.string().min(1).max(512),
  });
export type WorkersKvNamespaceInputs = z.infer<ReturnType<typeof workersKvNamespaceInputs>>;

const workersKvNamespaceOutputs = () => z.object({ title: z.string() });
export type WorkersKvNamespaceOutputs = z.infer<ReturnType<typeof workersKvNamespaceOutputs>>;

/** A key-value store. Its title is unique in an account, and suffixed. */
export const workersKvNamespaceRules = describeResource({
  cloud: "cloudflare",
  type: "cloudflare:index/workersKvNamespace:WorkersKvNamespace",
  version: sdkVersion,
  inputs: workersKvNamespaceInputs,
  outputs: workersKvNamespaceOutputs,
  replaceOn: ["accountId"],
  naturalKey: naturalKey("title"),
  naming: { input: "title", style: "suffixed" },
  volatile: ["title"],
});
