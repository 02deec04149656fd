import { z } from "zod";
import { table } from "../table.ts";

export const DnsRecord = z.looseObject({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  content: z.string(),
  ttl: z.number(),
  proxied: z.boolean(),
  proxiable: z.boolean(),
  settings: z.record(z.string(), z.unknown()),
  meta: z.record(z.string(), z.unknown()),
  comment: z.string().nullable(),
  tags: z.array(z.string()),
  created_on: z.string(),
  modified_on: z.string(),
});
export type DnsRecord = z.infer<typeof DnsRecord>;

export const WorkerRoute = z.object({ id: z.string(), pattern: z.string(), script: z.string().optional() });
export type WorkerRoute = z.infer<typeof WorkerRoute>;

export const Zone = z.object({
  id: z.string(),
  name: z.string(),
  accountId: z.string(),
  status: z.enum(["pending", "active"]),
  type: z.string(),
  paused: z.boolean(),
  createdOn: z.string(),
  modifiedOn: z.string(),
  activatedOn: z.string().nullable(),
  records: table(DnsRecord, (record) => record.id),
  routes: table(WorkerRoute, (route) => route.id),
});
export type Zone = z.output<typeof Zone>;
