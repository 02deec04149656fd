import type { Hono } from "hono";
import { z } from "zod";
import { rootBranch } from "./add-branch.ts";
import { body, NeonRefusal, pageOf } from "./answer.ts";
import { Annotation, makeReady, showCreated } from "./branches.ts";
import { addDatabase } from "./databases.ts";
import { addEndpoint, starting } from "./endpoints.ts";
import { branchId, projectId } from "./names.ts";
import { refuseWhileBusy, showOperations, start } from "./operations.ts";
import { forgetBranch } from "./remove-branch.ts";
import { addRole } from "./roles.ts";
import type { ProjectRow } from "./rows.ts";
import { isRecoverable, showBranch } from "./show-branch.ts";
import { showProject, showListedProject } from "./show-project.ts";
import { branchesOf, now, projectOf, type World } from "./world.ts";

const pages = { usual: 10, most: 400 } as const;
const historySeconds = 86_400;
const historySecondsMax = 2_592_000;
const Json = z.record(z.string(), z.unknown());
const Settings = z.object({
  name: z.string().min(1).max(256).optional(),
  settings: Json.optional(),
  default_endpoint_settings: Json.optional(),
  history_retention_seconds: z.number().int().min(0).max(historySecondsMax).optional(),
});
const Create = z.object({
  project: Settings.extend({
    region_id: z.string().default("aws-eu-central-1"),
    pg_version: z.number().int().min(14).max(18).default(17),
    store_passwords: z.boolean().default(true),
    org_id: z.string().nullable().default(null),
    autoscaling_limit_min_cu: z.number().optional(),
    autoscaling_limit_max_cu: z.number().optional(),
    branch: z
      .object({
        name: z.string().default("main"),
        role_name: z.string().optional(),
        database_name: z.string().default("neondb"),
        annotations: Annotation.default({}),
      })
      .prefault({}),
  }),
});

export function addProjects(api: Hono, world: World): void {
  api.get("/projects", (c) => {
    const { search = "", org_id, recoverable } = c.req.query();
    const nowMs = world.kernel.clock.now();
    const rows = world.projects
      .where((row) => (recoverable === "true" ? isRecoverable(row, nowMs) : row.deleted_at === null))
      .filter((row) => org_id === undefined || row.org_id === org_id)
      .filter(({ id, name }) => name.includes(search) || id === search);
    const { rows: shown } = pageOf(c, rows, pages);
    // Neon names the last row of every page that has rows; an empty page ends the list.
    const cursor = shown.at(-1)?.id ?? c.req.query("cursor") ?? "";
    const pagination = cursor === "" ? {} : { pagination: { cursor } };
    return c.json({ projects: shown.map(showListedProject), ...pagination, applications: {}, integrations: {} });
  });
  api.get("/projects/shared", (c) => c.json({ projects: [] }));

  api.post("/projects", async (c) => {
    const { project: wanted } = await body(c, Create);
    if (
      world.projects.where(({ deleted_at }) => deleted_at === null).length >= world.kernel.quota("neon", "projects")
    ) {
      throw new NeonRefusal(422, "PROJECTS_LIMIT_EXCEEDED", "projects limit exceeded");
    }
    const row = world.projects.add(newProject(world, wanted));
    const branch = world.branches.add({
      ...rootBranch(branchId(), row.id, wanted.branch.name, row.created_at),
      annotation: wanted.branch.annotations,
    });
    const owner = wanted.branch.role_name ?? `${wanted.branch.database_name}_owner`;
    addRole(world, branch.id, owner, true);
    addDatabase(world, branch.id, wanted.branch.database_name, owner);
    const { autoscaling_limit_min_cu, autoscaling_limit_max_cu } = wanted;
    const size = { autoscaling_limit_min_cu, autoscaling_limit_max_cu, type: "read_write" } as const;
    const endpoint = await addEndpoint(world, row.id, branch.id, size);
    const done = () => makeReady(world, branch.id);
    const works = [{ action: "create_timeline", branch: branch.id, done }, starting(world, endpoint)];
    const operations = start(world, row.id, works);
    const created = { ...showCreated(world, branch.id), operations: showOperations(world, operations) };
    return c.json({ project: showProject(row), ...created }, 201);
  });

  api.get("/projects/:project", (c) => c.json({ project: showProject(projectOf(world, c.req.param("project"))) }));

  api.patch("/projects/:project", async (c) => {
    const row = projectOf(world, c.req.param("project"));
    const { name, settings, default_endpoint_settings, history_retention_seconds } = (
      await body(c, z.object({ project: Settings }))
    ).project;
    const changed = world.projects.update(row.id, {
      name: name ?? row.name,
      settings: { ...row.settings, ...settings },
      default_endpoint_settings: { ...row.default_endpoint_settings, ...default_endpoint_settings },
      history_retention_seconds: history_retention_seconds ?? row.history_retention_seconds,
      updated_at: now(world),
    });
    return c.json({ project: showProject(changed ?? row), operations: [] });
  });

  addProjectDeletion(api, world);
}

function addProjectDeletion(api: Hono, world: World): void {
  api.delete("/projects/:project", async (c) => {
    const row = projectOf(world, c.req.param("project"));
    refuseWhileBusy(world, row.id);
    if (branchesOf(world, row.id).some((branch) => branch.protected)) {
      throw new NeonRefusal(422, "", "cannot delete a project with protected branches");
    }
    world.projects.update(row.id, { deleted_at: now(world) });
    for (const { id } of world.endpoints.where(({ project_id }) => project_id === row.id)) await world.gateway.stop(id);
    if (c.req.query("hard_delete") === "true") {
      for (const { id } of world.branches.where(({ project_id }) => project_id === row.id))
        await forgetBranch(world, id);
      world.projects.remove(row.id);
    }
    return c.json({ project: showProject(row) });
  });

  api.post("/projects/:project/recover", (c) => {
    const row = world.projects.get(c.req.param("project"));
    if (row === undefined || !isRecoverable(row, world.kernel.clock.now())) {
      throw new NeonRefusal(404, "", "project not found");
    }
    const back = world.projects.update(row.id, { deleted_at: null, updated_at: now(world) }) ?? row;
    return c.json({ project: showProject(back), branches: branchesOf(world, row.id).map(showBranch) });
  });
}

function newProject(world: World, wanted: z.output<typeof Create>["project"]): ProjectRow {
  const id = projectId();
  const at = now(world);
  return {
    id,
    name: wanted.name ?? id,
    region_id: wanted.region_id,
    pg_version: wanted.pg_version,
    store_passwords: wanted.store_passwords,
    history_retention_seconds: wanted.history_retention_seconds ?? historySeconds,
    org_id: wanted.org_id,
    settings: wanted.settings ?? {},
    default_endpoint_settings: wanted.default_endpoint_settings ?? {},
    created_at: at,
    updated_at: at,
    deleted_at: null,
  };
}
