import { NeonRefusal } from "./answer.ts";
import { start, type Work } from "./operations.ts";
import type { BranchRow } from "./rows.ts";
import { branchesOf, databasesOf, endpointsOf, now, rolesOf, type World } from "./world.ts";

/** Gone for lists and reads; its data stays for seven days, unless the deletion is a hard one. */
export async function removeBranch(world: World, row: BranchRow, hard: boolean): Promise<readonly string[]> {
  if (row.default) throw new NeonRefusal(422, "", "cannot delete the default branch");
  if (row.parent_id === null) throw new NeonRefusal(422, "", "cannot delete a root branch");
  if (row.protected) throw new NeonRefusal(422, "", "cannot delete a protected branch");
  if (branchesOf(world, row.project_id).some(({ parent_id }) => parent_id === row.id)) {
    throw new NeonRefusal(422, "", "cannot delete branch that has children");
  }
  const stopped = await removeEndpoints(world, row.id);
  const works: readonly Work[] = [
    ...stopped.map((endpoint) => ({ action: "suspend_compute", branch: row.id, endpoint })),
    { action: "delete_timeline", branch: row.id },
  ];
  if (hard) await forgetBranch(world, row.id);
  else world.branches.update(row.id, { deleted_at: now(world), deletion_method: "user" });
  return start(world, row.project_id, works);
}

/** Nothing is left of it. */
export async function forgetBranch(world: World, id: string): Promise<void> {
  await removeEndpoints(world, id);
  for (const role of rolesOf(world, id)) world.roles.remove(role.id);
  for (const database of databasesOf(world, id)) world.databases.remove(database.id);
  world.branches.remove(id);
  await world.sql.removeBranch(id);
}

/** Says which ones there were. */
export async function removeEndpoints(world: World, branch: string): Promise<readonly string[]> {
  const ids = endpointsOf(world, branch).map(({ id }) => id);
  for (const id of ids) {
    world.endpoints.remove(id);
    await world.gateway.stop(id);
  }
  return ids;
}
