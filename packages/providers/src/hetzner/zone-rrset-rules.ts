import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { naturalKey } from "../natural-key.ts";
import { Labels } from "./marker-labels.ts";
import { sdkVersion } from "./sdk-version.ts";

const zoneRrsetInputs = () =>
  z.strictObject({
    /** Name or id. */
    zone: z.coerce.string(),
    /** Relative to the zone; `@` is the zone itself. */
    name: z.string(),
    type: z.string(),
    /** TXT values stand in quotes, names of other zones end in a dot. */
    records: z.array(z.strictObject({ value: z.string(), comment: z.string().optional() })).min(1),
    ttl: z.coerce.number().int().min(60).optional(),
    labels: Labels.optional(),
    changeProtection: z.boolean().optional(),
  });
export type ZoneRrsetInputs = z.infer<ReturnType<typeof zoneRrsetInputs>>;

const zoneRrsetOutputs = () => z.object({});

/** All records of one name and type. */
export const zoneRrsetRules = describeResource({
  cloud: "hetzner",
  type: "hcloud:index/zoneRrset:ZoneRrset",
  version: sdkVersion,
  inputs: zoneRrsetInputs,
  outputs: zoneRrsetOutputs,
  replaceOn: ["zone", "name", "type"],
  naturalKey: naturalKey("zone", "name", "type"), // a zone has it once, however the zone is spelled
  replacement: "delete-first",
  sets: ["records"],
});
