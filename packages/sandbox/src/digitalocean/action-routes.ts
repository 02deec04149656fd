import { Hono } from "hono";
import type { Change } from "../kernel/table.ts";
import { regionReply } from "./catalogue.ts";
import type { DigitalOcean } from "./digital-ocean.ts";
import { found, listReply, unprocessable } from "./exchange.ts";
import type { Action } from "./rows.ts";

export type Subject = Pick<Action, "type" | "resource_type" | "region"> & {
  readonly resource_id: string | number;
  /** Milliseconds of cloud time until it completes. */
  readonly ms: number;
};

/** Begins work on a resource; the changes come about when it completes. Answers the action as it is now. */
export function startAction(cloud: DigitalOcean, { ms, ...subject }: Subject, changes: readonly Change[]): Action {
  const action = cloud.actions.add({
    ...subject,
    id: cloud.store.nextId(),
    resource_id: String(subject.resource_id),
    status: "in-progress",
    started_at: cloud.now(),
    completed_at: null,
    changes: [...changes],
  });
  cloud.kernel.clock.later(ms, () => completeAction(cloud, action.id));
  return action;
}

export function completeAction(cloud: DigitalOcean, id: number): void {
  const action = cloud.actions.get(id);
  if (action?.status !== "in-progress") return;
  cloud.actions.update(id, { status: "completed", completed_at: cloud.now(), changes: [] });
  cloud.apply(action.changes);
}

/** The vendor works on one event per resource at a time. This text is the one that its clients match. */
export function refuseWhileBusy(cloud: DigitalOcean, type: Action["resource_type"], id: string | number): void {
  const busy = cloud.actions.where(
    (action) => action.status === "in-progress" && action.resource_type === type && action.resource_id === String(id),
  );
  if (busy.length === 0) return;
  throw unprocessable(
    type === "droplet" ? "Droplet already has a pending event." : `The ${type} already has a pending event.`,
  );
}

export function actionsOf(cloud: DigitalOcean, type: Action["resource_type"], id: string | number): readonly Action[] {
  return cloud.actions
    .where((action) => action.resource_type === type && action.resource_id === String(id))
    .toReversed();
}

export function actionReply(action: Action): Readonly<Record<string, unknown>> {
  const { changes, resource_id, region, ...rest } = action;
  void changes;
  const number = Number(resource_id);
  return {
    ...rest,
    resource_id: Number.isInteger(number) ? number : null,
    region: regionReply(region),
    region_slug: region,
  };
}

export function actionRoutes(cloud: DigitalOcean): Hono {
  const app = new Hono();
  app.get("/", (c) => listReply(cloud, c, "actions", cloud.actions.all().toReversed().map(actionReply)));
  app.get("/:id", (c) => c.json({ action: actionReply(found(cloud.actions.get(c.req.param("id")))) }));
  return app;
}
