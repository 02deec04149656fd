import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { BranchId, inProject, notInProject } from "./branch-id.ts";
import { sdkVersion } from "./sdk-version.ts";

const endpointInputs = () =>
  z
    .strictObject({
      projectId: z.string(),
      branchId: BranchId,
      type: z.enum(["read_write", "read_only"]),
      autoscalingLimitMinCu: z.number().positive().optional(),
      autoscalingLimitMaxCu: z.number().positive().optional(),
      /** 0 = the default of 300, -1 = never, else 60 to 604800. */
      suspendTimeoutSeconds: z.number().int().min(-1).max(604_800).optional(),
    })
    .refine(inProject, notInProject);
export type EndpointInputs = z.infer<ReturnType<typeof endpointInputs>>;

const endpointOutputs = () => z.object({ host: z.string() });
export type EndpointOutputs = z.infer<ReturnType<typeof endpointOutputs>>;

/** The compute of a branch. Stateful, because connection strings hold its host, which no other one gets. */
export const endpointRules = describeResource({
  cloud: "neon",
  type: "neon:index/endpoint:Endpoint",
  version: sdkVersion,
  inputs: endpointInputs,
  outputs: endpointOutputs,
  replaceOn: ["projectId", "branchId", "type"],
  naturalKey: ({ branchId, type }) => (type === "read_write" ? String(branchId) : undefined),
  replacement: "delete-first",
  stateful: true,
});
