import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { naturalKey } from "../natural-key.ts";
import { BranchId, PostgresName, inProject, notInProject } from "./branch-id.ts";
import { sdkVersion } from "./sdk-version.ts";

const roleInputs = () =>
  z.strictObject({ projectId: z.string(), branchId: BranchId, name: PostgresName }).refine(inProject, notInProject);
export type RoleInputs = z.infer<ReturnType<typeof roleInputs>>;

const roleOutputs = () =>
  z.object({
    name: z.string(),
    /** Lists do not know it. */
    password: z.string().optional(),
  });
export type RoleOutputs = z.infer<ReturnType<typeof roleOutputs>>;

/** A PostgreSQL role of a branch. Stateful, because databases belong to it and its password cannot be made again. */
export const roleRules = describeResource({
  cloud: "neon",
  type: "neon:index/role:Role",
  version: sdkVersion,
  inputs: roleInputs,
  outputs: roleOutputs,
  secretOutputs: ["password"],
  replaceOn: ["projectId", "branchId", "name"],
  naturalKey: naturalKey("branchId", "name"),
  stateful: true,
});
