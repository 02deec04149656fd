import { Hono } from "hono";
import { VendorError } from "../kernel/vendor-error.ts";
import type { Change } from "../kernel/table.ts";
import { found, idOf, invalidField, listReply, type Reply } from "./exchange.ts";
import type { Hetzner } from "./hetzner.ts";
import type { Action } from "./rows.ts";

export interface Subject {
  readonly type: string;
  readonly id: number;
}

export interface Work {
  readonly command: string;
  /** What it is about; the first one is what gets locked. */
  readonly resources: readonly Subject[];
  /** Milliseconds of cloud time. */
  readonly ms?: number;
}

const usualMs = 2_000;

/** Begins work; the changes come about when it succeeds. Answers the action as it is now. */
export function startAction(cloud: Hetzner, work: Work, changes: readonly Change[]): Action {
  const action = cloud.actions.add({
    id: cloud.store.nextId(),
    command: work.command,
    status: "running",
    progress: 0,
    started: cloud.now(),
    finished: null,
    resources: work.resources.map(({ id, type }) => ({ id, type })),
    error: null,
    changes: [...changes],
  });
  cloud.kernel.clock.later(work.ms ?? usualMs, () => completeAction(cloud, action.id));
  return action;
}

export function completeAction(cloud: Hetzner, id: number): void {
  const action = cloud.actions.get(id);
  if (action?.status !== "running") return;
  cloud.actions.update(id, { status: "success", progress: 100, finished: cloud.now(), changes: [] });
  cloud.apply(action.changes);
}

/** Work that is done before the answer is sent, as the vendor's `success` in a create answer. */
export function instantAction(cloud: Hetzner, work: Work, changes: readonly Change[] = []): Action {
  cloud.apply(changes);
  return cloud.actions.add({
    id: cloud.store.nextId(),
    command: work.command,
    status: "success",
    progress: 100,
    started: cloud.now(),
    finished: cloud.now(),
    resources: work.resources.map(({ id, type }) => ({ id, type })),
    error: null,
    changes: [],
  });
}

export function isLocked(cloud: Hetzner, { type, id }: Subject): boolean {
  return cloud.actions
    .where(({ status }) => status === "running")
    .some(({ resources: [first] }) => first?.type === type && first.id === id);
}

export function refuseWhileLocked(cloud: Hetzner, subject: Subject): void {
  if (isLocked(cloud, subject)) throw new VendorError(423, "locked", `${subject.type} is locked`);
}

export function actionsOf(cloud: Hetzner, type: string, id?: number): readonly Action[] {
  return cloud.actions.where(({ resources }) =>
    resources.some((resource) => resource.type === type && (id === undefined || resource.id === id)),
  );
}

export function actionReply(action: Action): Reply {
  const { changes, ...rest } = action;
  void changes;
  return rest;
}

/** `GET /actions` answers only for ids that are named. */
export function actionRoutes(cloud: Hetzner): Hono {
  const app = new Hono();
  app.get("/", (c) => {
    const ids = c.req.queries("id") ?? [];
    if (ids.length === 0) throw invalidField("id", "is required");
    const rows = cloud.actions.where(({ id }) => ids.includes(String(id)));
    return listReply(c, "actions", rows.map(actionReply));
  });
  app.get("/:id{[0-9]+}", (c) => c.json({ action: actionReply(found(cloud.actions.get(idOf(c)), "action")) }));
  return app;
}
