import type { Hono } from "hono";
import { z } from "zod";
import { body, NeonRefusal } from "./answer.ts";
import { endpointId } from "./names.ts";
import { refuseWhileBusy, showOperations, start, type Work } from "./operations.ts";
import type { EndpointRow } from "./rows.ts";
import { branchOf, endpointsOf, now, projectOf, type World } from "./world.ts";

const defaultSuspendSeconds = 0;
const Size = z.number().min(0.25).max(56);
export const EndpointSettings = z.object({
  autoscaling_limit_min_cu: Size.optional(),
  autoscaling_limit_max_cu: Size.optional(),
  suspend_timeout_seconds: z.number().int().min(-1).max(604_800).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
  pooler_enabled: z.boolean().optional(),
  disabled: z.boolean().optional(),
  passwordless_access: z.boolean().optional(),
  name: z.string().optional(),
});
const EndpointType = z.enum(["read_write", "read_only"]);
export const WantedEndpoint = EndpointSettings.extend({ type: EndpointType });
const Create = z.object({ endpoint: WantedEndpoint.extend({ branch_id: z.string() }) });
const Update = z.object({ endpoint: EndpointSettings });

/** The computes of branches. Here each is a port, and its compute is this process. */
export function addEndpoints(api: Hono, world: World): void {
  const path = "/projects/:project/endpoints";

  api.get(path, (c) => {
    const { id } = projectOf(world, c.req.param("project"));
    const rows = world.endpoints.where(({ project_id }) => project_id === id);
    return c.json({ endpoints: rows.map((row) => showEndpoint(world, row)) });
  });

  api.get("/projects/:project/branches/:branch/endpoints", (c) => {
    const { id } = branchOf(world, c.req.param("project"), c.req.param("branch"));
    return c.json({ endpoints: endpointsOf(world, id).map((row) => showEndpoint(world, row)) });
  });

  api.post(path, async (c) => {
    const { endpoint: wanted } = await body(c, Create);
    const branch = branchOf(world, c.req.param("project"), wanted.branch_id);
    refuseWhileBusy(world, branch.project_id);
    const row = await addEndpoint(world, branch.project_id, branch.id, wanted);
    const operations = start(world, branch.project_id, [starting(world, row)]);
    return c.json({ endpoint: showById(world, row.id), operations: showOperations(world, operations) }, 201);
  });

  api.get(`${path}/:endpoint`, (c) => {
    const row = endpointOf(world, c.req.param("project"), c.req.param("endpoint"));
    return c.json({ endpoint: showEndpoint(world, row) });
  });

  api.patch(`${path}/:endpoint`, async (c) => {
    const row = endpointOf(world, c.req.param("project"), c.req.param("endpoint"));
    refuseWhileBusy(world, row.project_id);
    const { endpoint: change } = await body(c, Update);
    world.endpoints.update(row.id, { ...change, updated_at: now(world) });
    const work = { action: "apply_config", branch: row.branch_id, endpoint: row.id };
    const operations = start(world, row.project_id, [work]);
    return c.json({ endpoint: showById(world, row.id), operations: showOperations(world, operations) });
  });

  api.delete(`${path}/:endpoint`, async (c) => {
    projectOf(world, c.req.param("project"));
    const row = world.endpoints.get(c.req.param("endpoint"));
    if (row === undefined) return c.body(null, 204);
    refuseWhileBusy(world, row.project_id);
    const shown = { ...showEndpoint(world, row), current_state: "idle" };
    world.endpoints.remove(row.id);
    await world.gateway.stop(row.id);
    const work = { action: "suspend_compute", branch: row.branch_id, endpoint: row.id };
    const operations = start(world, row.project_id, [work]);
    return c.json({ endpoint: shown, operations: showOperations(world, operations) });
  });

  addEndpointActions(api, world);
}

function addEndpointActions(api: Hono, world: World): void {
  api.post("/projects/:project/endpoints/:endpoint/:action{start|suspend|restart}", (c) => {
    const row = endpointOf(world, c.req.param("project"), c.req.param("endpoint"));
    refuseWhileBusy(world, row.project_id);
    const action = c.req.param("action");
    const works = {
      start: [starting(world, row)],
      suspend: [suspending(world, row)],
      restart: [suspending(world, row), starting(world, row)],
    };
    const chosen = action === "start" || action === "suspend" ? works[action] : works.restart;
    const operations = start(world, row.project_id, chosen);
    return c.json({ endpoint: showById(world, row.id), operations: showOperations(world, operations) });
  });
}

export async function addEndpoint(
  world: World,
  project: string,
  branch: string,
  wanted: z.output<typeof WantedEndpoint>,
): Promise<EndpointRow> {
  if (wanted.type === "read_write" && endpointsOf(world, branch).some(({ type }) => type === "read_write")) {
    throw new NeonRefusal(400, "", "read-write endpoint already exists");
  }
  const id = endpointId();
  const at = now(world);
  const least = wanted.autoscaling_limit_min_cu ?? 0.25;
  return world.endpoints.add({
    id,
    project_id: project,
    branch_id: branch,
    name: wanted.name ?? null,
    type: wanted.type,
    current_state: "init",
    pending_state: "active",
    autoscaling_limit_min_cu: least,
    autoscaling_limit_max_cu: wanted.autoscaling_limit_max_cu ?? Math.max(least, 0.25),
    suspend_timeout_seconds: wanted.suspend_timeout_seconds ?? defaultSuspendSeconds,
    pooler_enabled: wanted.pooler_enabled ?? false,
    disabled: wanted.disabled ?? false,
    passwordless_access: wanted.passwordless_access ?? true,
    settings: wanted.settings ?? {},
    port: await world.gateway.listen(id, 0),
    created_at: at,
    updated_at: at,
  });
}

/** After a restart of the sandbox the ports are opened again, the same ones where they are free. */
export async function listenAgain(world: World): Promise<void> {
  const silent = world.endpoints.where((row) => !world.gateway.isListening(row.id));
  for (const { id, port, project_id } of silent) {
    if (world.projects.get(project_id)?.deleted_at !== null) continue;
    const open = await world.gateway.listen(id, port);
    if (open !== port) world.endpoints.update(id, { port: open });
  }
}

export function starting(world: World, { id, branch_id: branch }: EndpointRow): Work {
  const done = () =>
    world.endpoints.update(id, { current_state: "active", pending_state: null, updated_at: now(world) });
  return { action: "start_compute", branch, endpoint: id, done };
}

export function suspending(world: World, { id, branch_id: branch }: EndpointRow): Work {
  const done = () => world.endpoints.update(id, { current_state: "idle", pending_state: null, updated_at: now(world) });
  return { action: "suspend_compute", branch, endpoint: id, done };
}

export function endpointOf(world: World, project: string, id: string): EndpointRow {
  projectOf(world, project);
  const row = world.endpoints.get(id);
  if (row === undefined || row.project_id !== project) throw new NeonRefusal(404, "", "endpoint not found");
  return row;
}

export function showById(world: World, id: string): object | undefined {
  const row = world.endpoints.get(id);
  return row && showEndpoint(world, row);
}

export function showEndpoint(world: World, row: EndpointRow): object {
  const { port, name, pending_state, ...shown } = row;
  return {
    ...shown,
    ...(name === null ? {} : { name }),
    ...(pending_state === null ? {} : { pending_state }),
    host: hostOf(row),
    proxy_host: "127.0.0.1",
    region_id: world.projects.get(row.project_id)?.region_id ?? "",
    pooler_mode: "transaction",
    creation_source: "console",
    provisioner: "k8s-neonvm",
    ...(row.current_state === "active" ? { started_at: row.updated_at, last_active: row.updated_at } : {}),
  };
}

/** The one thing that is not as in the cloud: an address on this machine, with a port. */
export function hostOf({ port }: EndpointRow): string {
  return `127.0.0.1:${port}`;
}
