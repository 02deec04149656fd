import type { Hono } from "hono";
import { NeonRefusal, pageOf } from "./answer.ts";
import type { OperationRow } from "./rows.ts";
import { now, projectOf, type World } from "./world.ts";

const operationMs = 1_000;
const pages = { usual: 10, most: 1_000 } as const;
/** Finished operations kept of a project. */
const historyLimit = 200;

export interface Work {
  readonly action: string;
  readonly branch?: string;
  readonly endpoint?: string;
  /** What is true once it is done. */
  readonly done?: () => void;
}

/** Starts operations that run one after the other, as a project's do; the answer names them all. */
export function start(world: World, project: string, works: readonly Work[]): readonly string[] {
  const begun = works.map((work, index) => {
    const at = now(world);
    const row: OperationRow = {
      id: crypto.randomUUID(),
      project_id: project,
      branch_id: work.branch ?? null,
      endpoint_id: work.endpoint ?? null,
      action: work.action,
      status: index === 0 ? "running" : "scheduling",
      created_at: at,
      updated_at: at,
      total_duration_ms: 0,
    };
    world.operations.add(row);
    return { id: row.id, done: work.done };
  });
  forgetOld(world, project);
  run(world, begun);
  return begun.map(({ id }) => id);
}

function run(world: World, queue: readonly { id: string; done: (() => void) | undefined }[]): void {
  const [first, ...rest] = queue;
  if (first === undefined) return;
  world.operations.update(first.id, { status: "running", updated_at: now(world) });
  world.kernel.clock.later(operationMs, () => {
    // Unknown: the sandbox was emptied meanwhile.
    if (world.operations.get(first.id) === undefined) return;
    world.operations.update(first.id, finished(world));
    first.done?.();
    run(world, rest);
  });
}

/** After a restart nobody carries on what was in flight; it counts as done. */
export function finishAll(world: World): void {
  for (const { id } of world.operations.where(isRunning)) world.operations.update(id, finished(world));
}

/** A project does one thing at a time; what comes meanwhile is refused, and safe to try again. */
export function refuseWhileBusy(world: World, project: string): void {
  if (world.operations.where((each) => each.project_id === project && isRunning(each)).length === 0) return;
  const message = "project already has running conflicting operations, scheduling of new ones is prohibited";
  throw new NeonRefusal(423, "", message);
}

export function addOperations(api: Hono, world: World): void {
  api.get("/projects/:project/operations", (c) => {
    const { id } = projectOf(world, c.req.param("project"));
    const newestFirst = world.operations.where(({ project_id }) => project_id === id).toReversed();
    const { rows, next } = pageOf(c, newestFirst, pages);
    const pagination = next === undefined ? {} : { pagination: { cursor: next } };
    return c.json({ operations: rows.map(showOperation), ...pagination });
  });

  api.get("/projects/:project/operations/:operation", (c) => {
    const operation = world.operations.get(c.req.param("operation"));
    if (operation === undefined || operation.project_id !== c.req.param("project")) {
      throw new NeonRefusal(404, "", "operation not found");
    }
    return c.json({ operation: showOperation(operation) });
  });
}

export function showOperations(world: World, ids: readonly string[]): readonly object[] {
  return ids.flatMap((id) => world.operations.get(id) ?? []).map(showOperation);
}

function showOperation({ branch_id, endpoint_id, ...row }: OperationRow): object {
  return {
    ...row,
    ...(branch_id === null ? {} : { branch_id }),
    ...(endpoint_id === null ? {} : { endpoint_id }),
    failures_count: 0,
  };
}

function isRunning({ status }: OperationRow): boolean {
  return status !== "finished";
}

function finished(world: World): Partial<OperationRow> {
  return { status: "finished", updated_at: now(world), total_duration_ms: operationMs };
}

function forgetOld(world: World, project: string): void {
  const ended = world.operations.where((each) => each.project_id === project && !isRunning(each));
  for (const { id } of ended.slice(0, -historyLimit)) world.operations.remove(id);
}
