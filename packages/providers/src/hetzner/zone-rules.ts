import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { naturalKey } from "../natural-key.ts";
import { Labels } from "./marker-labels.ts";
import { sdkVersion } from "./sdk-version.ts";

const zoneInputs = () =>
  z.strictObject({
    name: z.string(),
    mode: z.literal("primary"), // a secondary zone has no records to describe
    ttl: z.coerce.number().int().min(60).optional(),
    labels: Labels.optional(),
    deleteProtection: z.boolean().optional(),
  });
export type ZoneInputs = z.infer<ReturnType<typeof zoneInputs>>;

const zoneOutputs = () => z.object({ name: z.string(), nameservers: z.array(z.string()) });
export type ZoneOutputs = z.infer<ReturnType<typeof zoneOutputs>>;

/** A DNS zone. Hetzner puts in SOA and NS records of its own. */
export const zoneRules = describeResource({
  cloud: "hetzner",
  type: "hcloud:index/zone:Zone",
  version: sdkVersion,
  inputs: zoneInputs,
  outputs: zoneOutputs,
  replaceOn: ["name", "mode"],
  naturalKey: naturalKey("name"), // a project has it once
  replacement: "delete-first",
});
