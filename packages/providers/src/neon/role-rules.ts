import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { BranchId, PostgresName, inProject, notInProject } from "./branch-id.ts";
import { sdkVersion } from "./sdk-version.ts";

export const RoleInputs = z
  .strictObject({ projectId: z.string(), branchId: BranchId, name: PostgresName })
  .refine(inProject, notInProject);
export type RoleInputs = z.infer<typeof RoleInputs>;

export const RoleOutputs = z.object({
  name: z.string(),
  /** Lists do not know it. */
  password: z.string().optional(),
});
export type RoleOutputs = z.infer<typeof RoleOutputs>;

/** A PostgreSQL role of a branch. Stateful, because databases belong to it and its password cannot be made again. */
export const roleRules = describeResource({
  cloud: "neon",
  type: "neon:index/role:Role",
  version: sdkVersion,
  inputs: RoleInputs,
  outputs: RoleOutputs,
  secretOutputs: ["password"],
  replaceOn: ["projectId", "branchId", "name"],
  stateful: true,
});
