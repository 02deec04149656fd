import { z } from "zod";
import { table } from "../table.ts";

export const KvEntry = z.object({
  key: z.string(),
  base64: z.string(),
  /** Seconds since the epoch. */
  expiration: z.number().optional(),
  metadata: z.unknown().optional(),
});
export type KvEntry = z.infer<typeof KvEntry>;

export const KvNamespace = z.object({
  id: z.string(),
  title: z.string(),
  entries: table(KvEntry, (entry) => entry.key),
});
export type KvNamespace = z.output<typeof KvNamespace>;

export const Bucket = z.object({
  name: z.string(),
  creation_date: z.string(),
  jurisdiction: z.string(),
  location: z.string().optional(),
  storage_class: z.string(),
});
export type Bucket = z.infer<typeof Bucket>;

export const Database = z.object({
  uuid: z.string(),
  name: z.string(),
  version: z.string(),
  created_at: z.string(),
  jurisdiction: z.string().nullable(),
  running_in_region: z.string(),
  read_replication: z.object({ mode: z.string() }),
});
export type Database = z.infer<typeof Database>;

export const Queue = z.object({
  queue_id: z.string(),
  queue_name: z.string(),
  created_on: z.string(),
  modified_on: z.string(),
  settings: z.record(z.string(), z.unknown()),
});
export type Queue = z.infer<typeof Queue>;
