import { z } from "zod";
import { describeResource } from "../describe-resource.ts";
import { Labels } from "./marker-labels.ts";
import { sdkVersion } from "./sdk-version.ts";

const placementGroupInputs = () =>
  z.strictObject({
    name: z.string(),
    type: z.literal("spread"),
    labels: Labels.optional(),
  });
export type PlacementGroupInputs = z.infer<ReturnType<typeof placementGroupInputs>>;

const placementGroupOutputs = () => z.object({ name: z.string() });
export type PlacementGroupOutputs = z.infer<ReturnType<typeof placementGroupOutputs>>;

/** Keeps the servers that name it on different hosts. */
export const placementGroupRules = describeResource({
  cloud: "hetzner",
  type: "hcloud:index/placementGroup:PlacementGroup",
  version: sdkVersion,
  inputs: placementGroupInputs,
  outputs: placementGroupOutputs,
  replaceOn: ["type"],
  volatile: ["name"],
  naming: { input: "name", style: "suffixed" },
});
