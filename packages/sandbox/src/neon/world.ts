import type { Kernel } from "../kernel/sandbox-cloud.ts";
import { makeStore, type Store } from "../kernel/store.ts";
import { makeTable, type Table } from "../kernel/table.ts";
import { NeonRefusal } from "./answer.ts";
import * as rows from "./rows.ts";
import type { BranchDatabases } from "./sql/branch-databases.ts";
import type { Gateway } from "./sql/gateway.ts";

export interface Tables {
  readonly projects: Table<rows.ProjectRow>;
  readonly branches: Table<rows.BranchRow>;
  readonly endpoints: Table<rows.EndpointRow>;
  readonly roles: Table<rows.RoleRow>;
  readonly databases: Table<rows.DatabaseRow>;
  readonly operations: Table<rows.OperationRow>;
  readonly apiKeys: Table<rows.ApiKeyRow>;
}

/** What every route of this cloud works on. */
export interface World extends Tables {
  readonly kernel: Kernel;
  readonly store: Store;
  /** The SQL side: data of the branches, and the ports their endpoints listen on. */
  readonly sql: BranchDatabases;
  readonly gateway: Gateway;
}

const firstId = 1_000;

export function makeTables(): Tables & { readonly store: Store } {
  const tables: Tables = {
    projects: makeTable("projects", rows.ProjectRow),
    branches: makeTable("branches", rows.BranchRow),
    endpoints: makeTable("endpoints", rows.EndpointRow),
    roles: makeTable("roles", rows.RoleRow),
    databases: makeTable("databases", rows.DatabaseRow),
    operations: makeTable("operations", rows.OperationRow),
    apiKeys: makeTable("apiKeys", rows.ApiKeyRow),
  };
  return { ...tables, store: makeStore(firstId, Object.values(tables)) };
}

export function now(world: World): string {
  return new Date(world.kernel.clock.now()).toISOString();
}

export function projectOf(world: World, id: string): rows.ProjectRow {
  const project = world.projects.get(id);
  if (project === undefined || project.deleted_at !== null) throw new NeonRefusal(404, "", "project not found");
  return project;
}

export function branchOf(world: World, project: string, id: string): rows.BranchRow {
  projectOf(world, project);
  const branch = world.branches.get(id);
  if (branch === undefined || branch.project_id !== project || branch.deleted_at !== null) {
    throw new NeonRefusal(404, "", "branch not found");
  }
  return branch;
}

export function branchesOf(world: World, project: string): readonly rows.BranchRow[] {
  return world.branches.where((branch) => branch.project_id === project && branch.deleted_at === null);
}

export function endpointsOf(world: World, branch: string): readonly rows.EndpointRow[] {
  return world.endpoints.where((endpoint) => endpoint.branch_id === branch);
}

export function rolesOf(world: World, branch: string): readonly rows.RoleRow[] {
  return world.roles.where((role) => role.branch_id === branch);
}

export function databasesOf(world: World, branch: string): readonly rows.DatabaseRow[] {
  return world.databases.where((database) => database.branch_id === branch);
}
