import type { Hono } from "hono";
import { z } from "zod";
import { defined } from "../kernel/defined.ts";
import { bodyOf, found, idOf, LabelSet, refused, type Reply } from "./exchange.ts";
import { familyRoutes, refuseTakenName, Rename } from "./family-routes.ts";
import type { Hetzner } from "./hetzner.ts";
import type { PlacementGroup } from "./rows.ts";

const kind = "placement_group";
const CreateGroup = z.object({ name: z.string().min(1), type: z.literal("spread"), labels: LabelSet });

/** Membership is the server's business. */
export function placementGroupRoutes(cloud: Hetzner): Hono {
  const reply = (row: PlacementGroup): Reply => placementGroupReply(cloud, row);
  const app = familyRoutes(cloud, { kind, kinds: "placement_groups", table: cloud.placementGroups, reply });
  app.post("/", async (c) => {
    const call = await bodyOf(c, CreateGroup);
    refuseTakenName(cloud.placementGroups.all(), "placement group", call.name);
    const row = cloud.placementGroups.add({ ...call, id: cloud.store.nextId(), created: cloud.now() });
    return c.json({ placement_group: reply(row), action: null }, 201);
  });
  app.put("/:id{[0-9]+}", async (c) => {
    const { id } = found(cloud.placementGroups.get(idOf(c)), kind);
    const call = await bodyOf(c, Rename);
    refuseTakenName(cloud.placementGroups.all(), "placement group", call.name, id);
    return c.json({ placement_group: reply(found(cloud.placementGroups.update(id, defined(call)), kind)) });
  });
  app.delete("/:id{[0-9]+}", (c) => {
    const { id } = found(cloud.placementGroups.get(idOf(c)), kind);
    if (membersOf(cloud, id).length > 0) throw refused("resource_in_use", "placement group has servers");
    cloud.placementGroups.remove(id);
    return c.body(null, 204);
  });
  return app;
}

export function placementGroupReply(cloud: Hetzner, row: PlacementGroup): Reply {
  return { ...row, servers: membersOf(cloud, row.id) };
}

function membersOf(cloud: Hetzner, group: number): readonly number[] {
  return cloud.servers.where(({ placement_group }) => placement_group === group).map(({ id }) => id);
}
