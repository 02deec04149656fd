import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { BranchId } from "./branch-id.ts";
import { sdkVersion } from "./sdk-version.ts";

const branchInputs = () =>
  z.strictObject({
    projectId: z.string(),
    name: z.string().min(1).max(256),
    /** The project's default branch when absent. Roles and data come from the parent. */
    parentId: BranchId.optional(),
    protected: z.boolean().optional(),
  });
export type BranchInputs = z.infer<ReturnType<typeof branchInputs>>;

const branchOutputs = () => z.object({ name: z.string() });
export type BranchOutputs = z.infer<ReturnType<typeof branchOutputs>>;

/** A branch of a Neon project. It gets no compute of its own: that is an endpoint. */
export const branchRules = describeResource({
  cloud: "neon",
  type: "neon:index/branch:Branch",
  version: sdkVersion,
  inputs: branchInputs,
  outputs: branchOutputs,
  replaceOn: ["projectId", "parentId"],
  replacement: "delete-first", // a name is taken once in a project
  volatile: ["name"],
  stateful: true,
});
