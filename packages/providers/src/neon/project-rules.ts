import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { naturalKey } from "../natural-key.ts";
import { sdkVersion } from "./sdk-version.ts";

const projectInputs = () =>
  z.strictObject({
    name: z.string().min(1).max(256),
    regionId: z.string(),
    /** Major version of PostgreSQL; it cannot change. */
    pgVersion: z.number().int().optional(),
    orgId: z.string().optional(),
    historyRetentionSeconds: z.number().int().min(0).optional(),
  });
export type ProjectInputs = z.infer<ReturnType<typeof projectInputs>>;

const projectOutputs = () =>
  z.object({
    name: z.string(),
    /** `<project id>/<branch id>`; lists do not know it. */
    defaultBranchId: z.string().optional(),
  });
export type ProjectOutputs = z.infer<ReturnType<typeof projectOutputs>>;

/** A Neon project. */
export const projectRules = describeResource({
  cloud: "neon",
  type: "neon:index/project:Project",
  version: sdkVersion,
  inputs: projectInputs,
  outputs: projectOutputs,
  replaceOn: ["regionId", "pgVersion", "orgId"],
  naturalKey: naturalKey("name"),
  volatile: ["name"],
  naming: { input: "name", style: "suffixed" },
  stateful: true,
});
