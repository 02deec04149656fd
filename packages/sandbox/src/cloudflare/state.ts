import { z } from "zod";
import { Bucket, Database, KvNamespace, Queue } from "./storage/rows.ts";
import { Zone } from "./dns/rows.ts";
import { table } from "./table.ts";
import { Script } from "./workers/rows.ts";

/** Tags of one resource; they live beside it, so that a recreated resource starts without any. */
export const ResourceTags = z.object({
  type: z.string(),
  id: z.string(),
  tags: z.record(z.string(), z.string()),
  etag: z.string(),
  updatedOn: z.string(),
});
export type ResourceTags = z.infer<typeof ResourceTags>;

export const CustomDomain = z.object({
  id: z.string(),
  cert_id: z.string(),
  environment: z.string(),
  hostname: z.string(),
  service: z.string(),
  zone_id: z.string(),
  zone_name: z.string(),
});
export type CustomDomain = z.infer<typeof CustomDomain>;

export const Account = z.object({
  id: z.string(),
  name: z.string(),
  createdOn: z.string(),
  subdomain: z.string().nullable(),
  scripts: table(Script, (script) => script.name),
  domains: table(CustomDomain, (domain) => domain.id),
  namespaces: table(KvNamespace, (namespace) => namespace.id),
  buckets: table(Bucket, (bucket) => bucket.name),
  databases: table(Database, (database) => database.uuid),
  queues: table(Queue, (queue) => queue.queue_id),
  tags: table(ResourceTags, (row) => `${row.type}/${row.id}`),
});
export type Account = z.output<typeof Account>;

export const CloudflareState = z.object({
  accounts: table(Account, (account) => account.id),
  zones: table(Zone, (zone) => zone.id),
  zoneTags: table(ResourceTags, (row) => `${row.type}/${row.id}`),
});
export type CloudflareState = z.output<typeof CloudflareState>;

export function emptyState(): CloudflareState {
  return CloudflareState.parse({ accounts: [], zones: [], zoneTags: [] });
}

export function newAccount(id: string, createdOn: string): Account {
  return Account.parse({
    id,
    name: "Sandbox",
    createdOn,
    subdomain: "sandbox",
    scripts: [],
    domains: [],
    namespaces: [],
    buckets: [],
    databases: [],
    queues: [],
    tags: [],
  });
}
