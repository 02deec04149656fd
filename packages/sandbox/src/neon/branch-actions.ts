import type { Hono } from "hono";
import { z } from "zod";
import { addBranch, copyRows } from "./add-branch.ts";
import { body, NeonRefusal } from "./answer.ts";
import { makeReady } from "./branches.ts";
import { endpointsOf, branchesOf, branchOf, databasesOf, now, projectOf, rolesOf, type World } from "./world.ts";
import { refuseWhileBusy, showOperations, start } from "./operations.ts";
import { isRecoverable, showBranch } from "./show-branch.ts";

const Restore = z.object({
  source_branch_id: z.string(),
  source_lsn: z.string().optional(),
  source_timestamp: z.string().optional(),
  preserve_under_name: z.string().min(1).optional(),
});

/** What happens to a branch as a whole: made the default, reset to another's data, brought back. */
export function addBranchActions(api: Hono, world: World): void {
  const path = "/projects/:project/branches/:branch";

  api.post(`${path}/set_as_default`, (c) => {
    const row = branchOf(world, c.req.param("project"), c.req.param("branch"));
    for (const { id } of branchesOf(world, row.project_id)) world.branches.update(id, { default: id === row.id });
    return c.json({ branch: showById(world, row.id), operations: [] });
  });

  api.post(`${path}/restore`, async (c) => {
    const row = branchOf(world, c.req.param("project"), c.req.param("branch"));
    const wanted = await body(c, Restore);
    const source = branchOf(world, row.project_id, wanted.source_branch_id);
    refuseWhileBusy(world, row.project_id);
    if (wanted.preserve_under_name !== undefined) {
      await addBranch(world, row.project_id, { name: wanted.preserve_under_name, parent_id: row.id });
    } else if (source.id === row.id) {
      throw new NeonRefusal(400, "", "preserve_under_name is required to restore a branch to its own history");
    }
    // The sandbox keeps no history: a point in time of the same branch is how it is now.
    if (source.id !== row.id) {
      for (const role of rolesOf(world, row.id)) world.roles.remove(role.id);
      for (const database of databasesOf(world, row.id)) world.databases.remove(database.id);
      copyRows(world, source.id, row.id);
      await world.sql.removeBranch(row.id);
      await world.sql.copyBranch(source.id, row.id);
    }
    world.branches.update(row.id, { current_state: "resetting", pending_state: "ready", last_reset_at: now(world) });
    const done = () => makeReady(world, row.id);
    const endpoint = endpointsOf(world, row.id)[0]?.id;
    const works = [{ action: "create_timeline", branch: row.id, done }];
    const restart = endpoint === undefined ? [] : [{ action: "start_compute", branch: row.id, endpoint }];
    const operations = start(world, row.project_id, [...works, ...restart]);
    return c.json({ branch: showById(world, row.id), operations: showOperations(world, operations) });
  });

  api.post(`${path}/recover`, (c) => {
    const { id: project } = projectOf(world, c.req.param("project"));
    const row = world.branches.get(c.req.param("branch"));
    const nowMs = world.kernel.clock.now();
    if (row === undefined || row.project_id !== project || !isRecoverable(row, nowMs)) {
      throw new NeonRefusal(404, "", "branch not found");
    }
    world.branches.update(row.id, { deleted_at: null, expires_at: null, ttl_interval_seconds: null });
    return c.json({ branch: showById(world, row.id), endpoints: [] });
  });
}

function showById(world: World, id: string): object | undefined {
  const row = world.branches.get(id);
  return row && showBranch(row);
}
