import { NeonRefusal } from "./answer.ts";
import { branchId } from "./names.ts";
import type { BranchRow } from "./rows.ts";
import { branchesOf, databasesOf, now, rolesOf, type World } from "./world.ts";

export interface BranchWish {
  readonly name?: string | undefined;
  readonly parent_id?: string | undefined;
  readonly parent_lsn?: string | undefined;
  readonly parent_timestamp?: string | undefined;
  readonly protected?: boolean | undefined;
  readonly init_source?: "parent-data" | "schema-only" | undefined;
  readonly expires_at?: string | undefined;
  readonly annotation?: Readonly<Record<string, string>>;
}

/** A child branch: roles, databases and data as the parent has them at this moment. */
export async function addBranch(world: World, project: string, wish: BranchWish): Promise<BranchRow> {
  const parent = parentOf(world, project, wish);
  if (wish.name !== undefined) checkName(world, project, wish.name);
  const id = branchId();
  const at = now(world);
  const row = world.branches.add({
    ...rootBranch(id, project, wish.name ?? id, at),
    parent_id: parent.id,
    parent_lsn: wish.parent_lsn ?? "0/1A2B3C8",
    parent_timestamp: wish.parent_timestamp ?? at,
    default: false,
    protected: wish.protected ?? false,
    init_source: wish.init_source ?? "parent-data",
    ...(wish.expires_at === undefined ? {} : expiry(world, wish.expires_at)),
    annotation: { ...wish.annotation },
  });
  copyRows(world, parent.id, id);
  // The rows stand first: a second create with this name, meanwhile, must find it taken.
  await world.sql.copyBranch(parent.id, id);
  if (row.init_source === "schema-only") await world.sql.truncateBranch(id);
  return row;
}

export function rootBranch(id: string, project: string, name: string, at: string): BranchRow {
  return {
    id,
    project_id: project,
    parent_id: null,
    parent_lsn: null,
    parent_timestamp: null,
    name,
    current_state: "init",
    pending_state: "ready",
    state_changed_at: at,
    default: true,
    protected: false,
    init_source: "parent-data",
    expires_at: null,
    ttl_interval_seconds: null,
    last_reset_at: null,
    annotation: {},
    created_at: at,
    updated_at: at,
    deleted_at: null,
    deletion_method: "user",
  };
}

/** Roles keep their passwords. */
export function copyRows(world: World, from: string, to: string): void {
  for (const role of rolesOf(world, from)) {
    world.roles.add({ ...role, id: `${to}/${role.name}`, branch_id: to });
  }
  for (const database of databasesOf(world, from)) {
    const id = `${to}/${database.name}`;
    world.databases.add({ ...database, id, branch_id: to, number: world.store.nextId() });
  }
}

export function checkName(world: World, project: string, name: string): void {
  if (branchesOf(world, project).some((branch) => branch.name === name)) {
    throw new NeonRefusal(409, "BRANCH_ALREADY_EXISTS", `branch with name "${name}" already exists`);
  }
}

export function expiry(world: World, expiresAt: string | null): Pick<BranchRow, "expires_at" | "ttl_interval_seconds"> {
  if (expiresAt === null) return { expires_at: null, ttl_interval_seconds: null };
  const ttlMs = Date.parse(expiresAt) - world.kernel.clock.now();
  if (ttlMs <= 0) throw new NeonRefusal(400, "", "expires_at must be in the future");
  return { expires_at: expiresAt, ttl_interval_seconds: Math.round(ttlMs / 1_000) };
}

function parentOf(world: World, project: string, wish: BranchWish): BranchRow {
  const branches = branchesOf(world, project);
  const parent =
    wish.parent_id === undefined
      ? branches.find((branch) => branch.default)
      : branches.find(({ id }) => id === wish.parent_id);
  if (parent === undefined) throw new NeonRefusal(404, "", "parent branch not found");
  return parent;
}
