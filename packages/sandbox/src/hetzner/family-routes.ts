import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Table } from "../kernel/table.ts";
import { VendorError } from "../kernel/vendor-error.ts";
import { actionReply, actionsOf, instantAction } from "./action-routes.ts";
import { bodyOf, found, idOf, LabelSet, listReply, type Reply, selected } from "./exchange.ts";
import type { Hetzner } from "./hetzner.ts";
import type { Named } from "./rows.ts";

/** What all kinds have in common: lists, reads, names, labels, actions, protection. */
export interface Family<T extends Named> {
  /** `primary_ip`: in answers and in the resources of actions. */
  readonly kind: string;
  /** `primary_ips`: in answers. */
  readonly kinds: string;
  readonly table: Table<T>;
  reply(row: T): Reply;
  /** Filters of this kind's list beside those that all have. */
  readonly filter?: (row: T, c: Context) => boolean;
  /** The patch that a protection call makes; absent where the kind cannot be protected. */
  readonly protect?: (row: T, call: Protection) => Partial<T>;
}

const ProtectionCall = z.object({ delete: z.boolean().optional(), rebuild: z.boolean().optional() });
export type Protection = z.infer<typeof ProtectionCall>;

const ListStatus = z.array(z.enum(["running", "success", "error"]));

export function familyRoutes<T extends Named>(cloud: Hetzner, family: Family<T>): Hono {
  const { kind, kinds, table } = family;
  const app = new Hono();
  app.get("/", (c) => {
    const rows = selected(c, table.all()).filter((row) => family.filter?.(row, c) ?? true);
    return listReply(c, kinds, rows.map(family.reply));
  });
  app.get("/:id{[0-9]+}", (c) => c.json({ [kind]: family.reply(found(table.get(idOf(c)), kind)) }));
  app.get("/actions", (c) => {
    const status = ListStatus.parse(c.req.queries("status") ?? []);
    const rows = actionsOf(cloud, kind).filter((row) => status.length === 0 || status.includes(row.status));
    return listReply(c, "actions", rows.map(actionReply));
  });
  app.get("/:id{[0-9]+}/actions", (c) => {
    const { id } = found(table.get(idOf(c)), kind);
    const status = c.req.queries("status");
    const rows = actionsOf(cloud, kind, id).filter((row) => status === undefined || status.includes(row.status));
    return listReply(c, "actions", rows.map(actionReply));
  });
  app.get("/actions/:action{[0-9]+}", (c) => actionOf(c, cloud, kind));
  app.get("/:id{[0-9]+}/actions/:action{[0-9]+}", (c) => actionOf(c, cloud, kind));
  const { protect } = family;
  if (protect !== undefined) {
    app.post("/:id{[0-9]+}/actions/change_protection", async (c) => {
      const row = found(table.get(idOf(c)), kind);
      const patch = protect(row, await bodyOf(c, ProtectionCall));
      const work = { command: "change_protection", resources: [{ type: kind, id: row.id }] };
      return c.json({ action: actionReply(instantAction(cloud, work, [table.patchOf(row.id, patch)])) }, 201);
    });
  }
  return app;
}

function actionOf(c: Context, cloud: Hetzner, kind: string): Response {
  const action = actionsOf(cloud, kind).find(({ id }) => id === idOf(c, "action"));
  return c.json({ action: actionReply(found(action, "action")) });
}

/** `PUT`: a name, if the kind has one, and all labels at once. */
export const Rename = z.object({ name: z.string().min(1).optional(), labels: LabelSet.removeDefault().optional() });

export function refuseTakenName(rows: readonly Named[], kind: string, name: string | undefined, self?: number): void {
  if (!rows.some((row) => row.name === name && row.id !== self)) return;
  const details = { fields: [{ name: "name" }] };
  throw new VendorError(409, "uniqueness_error", `${kind} name is already used`, details);
}

export function refuseProtected(kind: string, row: { readonly protection: { readonly delete: boolean } }): void {
  if (row.protection.delete) throw new VendorError(403, "protected", `${kind} deletion is protected`);
}
