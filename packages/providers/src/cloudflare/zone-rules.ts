import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { naturalKey } from "../natural-key.ts";
import { AccountId } from "./account-id.ts";
import { sdkVersion } from "./sdk-version.ts";

const zoneInputs = () =>
  z.strictObject({
    account: z.strictObject({ id: AccountId }).optional(),
    name: z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, "a zone's name is a domain in lower case"),
    type: z.enum(["full", "partial", "secondary", "internal"]).optional(),
    paused: z.boolean().optional(),
  });
export type ZoneInputs = z.infer<ReturnType<typeof zoneInputs>>;

const zoneOutputs = () =>
  z.object({
    /** What the registrar must be told. */
    nameServers: z.array(z.string()),
  });
export type ZoneOutputs = z.infer<ReturnType<typeof zoneOutputs>>;

/** A DNS zone. */
export const zoneRules = describeResource({
  cloud: "cloudflare",
  type: "cloudflare:index/zone:Zone",
  version: sdkVersion,
  inputs: zoneInputs,
  outputs: zoneOutputs,
  replaceOn: ["account", "name", "type"],
  naturalKey: naturalKey("name"),
  replacement: "delete-first",
});
