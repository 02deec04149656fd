import type { Context, Hono } from "hono";
import { z } from "zod";
import { body, NeonRefusal, pageOf } from "./answer.ts";
import { addBranch, checkName, expiry } from "./add-branch.ts";
import { connectionDetails } from "./connection-uri.ts";
import { showDatabase } from "./databases.ts";
import { addEndpoint, showEndpoint, starting, WantedEndpoint } from "./endpoints.ts";
import { refuseWhileBusy, showOperations, start, type Work } from "./operations.ts";
import { removeBranch, removeEndpoints } from "./remove-branch.ts";
import { showRole } from "./roles.ts";
import type { BranchRow } from "./rows.ts";
import { isRecoverable, showAnnotation, showBranch } from "./show-branch.ts";
import { branchesOf, branchOf, databasesOf, endpointsOf, now, projectOf, rolesOf, type World } from "./world.ts";

const pages = { usual: 100, most: 10_000 } as const;
const annotationLimit = 50;
export const Annotation = z
  .record(z.string(), z.string())
  .refine((value) => Object.keys(value).length <= annotationLimit, `at most ${annotationLimit} annotations`);
const Timestamp = z.iso.datetime({ offset: true });
const Create = z.object({
  endpoints: z.array(WantedEndpoint).default([]),
  branch: z
    .object({
      name: z.string().min(1).max(256).optional(),
      parent_id: z.string().optional(),
      parent_lsn: z.string().optional(),
      parent_timestamp: Timestamp.optional(),
      protected: z.boolean().optional(),
      init_source: z.enum(["parent-data", "schema-only"]).optional(),
      expires_at: Timestamp.optional(),
    })
    .default({}),
  annotation_value: Annotation.default({}),
});
const Update = z.object({
  branch: z.object({
    name: z.string().min(1).max(256).optional(),
    protected: z.boolean().optional(),
    expires_at: Timestamp.nullable().optional(),
  }),
});

export function addBranches(api: Hono, world: World): void {
  const path = "/projects/:project/branches";

  api.get(path, (c) => {
    const { id } = projectOf(world, c.req.param("project"));
    const rows = listed(world, c, id);
    const { rows: shown, next } = pageOf(c, rows, pages);
    const annotated = shown.filter(({ annotation }) => Object.keys(annotation).length > 0);
    return c.json({
      branches: shown.map(showBranch),
      annotations: Object.fromEntries(annotated.map((row) => [row.id, showAnnotation(row)])),
      pagination: { sort_by: "updated_at", sort_order: "DESC", ...(next === undefined ? {} : { next }) },
    });
  });

  api.get(`${path}/count`, (c) =>
    c.json({ count: listed(world, c, projectOf(world, c.req.param("project")).id).length }),
  );

  api.post(path, async (c) => {
    const { id: project } = projectOf(world, c.req.param("project"));
    const wanted = await body(c, Create);
    refuseWhileBusy(world, project);
    if (branchesOf(world, project).length >= world.kernel.quota("neon", "branches")) {
      throw new NeonRefusal(422, "BRANCHES_LIMIT_EXCEEDED", "branches limit exceeded");
    }
    const branch = await addBranch(world, project, { ...wanted.branch, annotation: wanted.annotation_value });
    const works: Work[] = [{ action: "create_branch", branch: branch.id, done: () => makeReady(world, branch.id) }];
    for (const each of wanted.endpoints) {
      works.push(starting(world, await addEndpoint(world, project, branch.id, each)));
    }
    const operations = start(world, project, works);
    return c.json({ ...showCreated(world, branch.id), operations: showOperations(world, operations) }, 201);
  });

  api.get(`${path}/:branch`, (c) => {
    const row = branchOf(world, c.req.param("project"), c.req.param("branch"));
    return c.json({ branch: showBranch(row), annotation: showAnnotation(row) });
  });

  api.patch(`${path}/:branch`, async (c) => {
    const row = branchOf(world, c.req.param("project"), c.req.param("branch"));
    const { name, protected: isProtected, expires_at } = (await body(c, Update)).branch;
    if (name !== undefined && name !== row.name) checkName(world, row.project_id, name);
    const changed = world.branches.update(row.id, {
      name: name ?? row.name,
      protected: isProtected ?? row.protected,
      ...(expires_at === undefined ? {} : expiry(world, expires_at)),
      updated_at: now(world),
    });
    return c.json({ branch: changed && showBranch(changed), operations: [] });
  });

  api.delete(`${path}/:branch`, async (c) => {
    const { id: project } = projectOf(world, c.req.param("project"));
    const row = world.branches.get(c.req.param("branch"));
    if (row === undefined || row.project_id !== project || row.deleted_at !== null) return c.body(null, 204);
    refuseWhileBusy(world, project);
    const operations = await removeBranch(world, row, c.req.query("hard_delete") === "true");
    const shown = world.branches.get(row.id) ?? row;
    return c.json({ branch: showBranch(shown), operations: showOperations(world, operations) });
  });
}

/** A branch's background job: not on the second, but it comes. */
export async function expire(world: World): Promise<void> {
  const due = world.branches.where(
    ({ expires_at, deleted_at }) =>
      expires_at !== null && deleted_at === null && Date.parse(expires_at) <= world.kernel.clock.now(),
  );
  for (const { id } of due) {
    world.branches.update(id, { deleted_at: now(world), deletion_method: "ttl" });
    await removeEndpoints(world, id);
    world.kernel.changed();
  }
}

export function makeReady(world: World, id: string): void {
  const at = now(world);
  world.branches.update(id, { current_state: "ready", pending_state: null, state_changed_at: at, updated_at: at });
}

/** What the creates of projects and branches answer with. */
export function showCreated(world: World, branch: string): object {
  const row = world.branches.get(branch);
  const endpoints = endpointsOf(world, branch);
  const roles = rolesOf(world, branch);
  const databases = databasesOf(world, branch);
  const details = endpoints.slice(0, 1).flatMap((endpoint) =>
    databases.flatMap(({ name, owner_name }) => {
      const owner = roles.find((role) => role.name === owner_name);
      return owner === undefined ? [] : [connectionDetails(endpoint, owner, name)];
    }),
  );
  return {
    branch: row && showBranch(row),
    endpoints: endpoints.map((endpoint) => showEndpoint(world, endpoint)),
    roles: roles.map((role) => showRole(role, true)),
    databases: databases.map(showDatabase),
    connection_uris: details,
  };
}

function listed(world: World, c: Context, project: string): readonly BranchRow[] {
  const search = c.req.query("search") ?? "";
  const deleted = c.req.query("include_deleted") === "true";
  const nowMs = world.kernel.clock.now();
  return world.branches
    .where((row) => row.project_id === project && (row.deleted_at === null || (deleted && isRecoverable(row, nowMs))))
    .filter(({ id, name }) => name.includes(search) || id === search);
}
