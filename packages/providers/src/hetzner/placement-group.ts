import { z } from "zod";
import { defineResource, type Live } from "../define-resource.ts";
import { deleted } from "./action.ts";
import { hetzner } from "./hetzner.ts";
import { labelled } from "./labelled.ts";
import { markerIn, withMarker, withoutMarker } from "./marker-labels.ts";
import { type PlacementGroupInputs, type PlacementGroupOutputs, placementGroupRules } from "./placement-group-rules.ts";

const Group = z.object({
  id: z.number(),
  name: z.string(),
  type: z.literal("spread"),
  labels: z.record(z.string(), z.string()),
});
const Page = z.object({ placement_groups: z.array(Group) }).transform(({ placement_groups }) => placement_groups);
const Reply = z.object({ placement_group: Group }).transform(({ placement_group }) => placement_group);

/** Found by its label. */
export const placementGroup = defineResource(placementGroupRules, {
  api: hetzner,
  ...labelled({ path: "/placement_groups", page: Page, reply: Reply, live }),
  create: async (api, { name, type, labels }, { marker, signal }) =>
    live(await api.post("/placement_groups", { name, type, labels: withMarker(labels, marker) }, Reply, { signal })),
  update: async (api, id, { name, labels }, { marker, signal }) =>
    live(await api.put(`/placement_groups/${id}`, { name, labels: withMarker(labels, marker) }, Reply, { signal })),
  delete: (api, id, call) => deleted(api, `/placement_groups/${id}`, call),
});

function live({ id, name, type, labels }: z.infer<typeof Group>): Live<PlacementGroupInputs, PlacementGroupOutputs> {
  return {
    id: String(id),
    name,
    marker: markerIn(labels),
    inputs: { name, type, labels: withoutMarker(labels) },
    outputs: { name },
  };
}
