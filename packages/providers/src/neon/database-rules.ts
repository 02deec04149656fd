import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { naturalKey } from "../natural-key.ts";
import { BranchId, PostgresName, inProject, notInProject } from "./branch-id.ts";
import { sdkVersion } from "./sdk-version.ts";

const databaseInputs = () =>
  z
    .strictObject({ projectId: z.string(), branchId: BranchId, name: PostgresName, ownerName: PostgresName })
    .refine(inProject, notInProject);
export type DatabaseInputs = z.infer<ReturnType<typeof databaseInputs>>;

const databaseOutputs = () =>
  z.object({
    name: z.string(),
    /** How the owner connects, password included, without the pooler: migrations need that. Lists do not know it. */
    connectionUri: z.string().optional(),
  });
export type DatabaseOutputs = z.infer<ReturnType<typeof databaseOutputs>>;

/** A database of a branch. */
export const databaseRules = describeResource({
  cloud: "neon",
  type: "neon:index/database:Database",
  version: sdkVersion,
  inputs: databaseInputs,
  outputs: databaseOutputs,
  secretOutputs: ["connectionUri"],
  volatile: ["connectionUri"],
  replaceOn: ["projectId", "branchId", "name"],
  naturalKey: naturalKey("branchId", "name"),
  stateful: true,
});
