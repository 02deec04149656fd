import { z } from "zod";

const Json = z.record(z.string(), z.unknown());

export const ProjectRow = z.object({
  id: z.string(),
  name: z.string(),
  region_id: z.string(),
  pg_version: z.number(),
  store_passwords: z.boolean(),
  history_retention_seconds: z.number(),
  org_id: z.string().nullable(),
  settings: Json,
  default_endpoint_settings: Json,
  created_at: z.string(),
  updated_at: z.string(),
  /** Set: gone for every list, but for seven days it can be brought back. */
  deleted_at: z.string().nullable(),
});
export type ProjectRow = z.infer<typeof ProjectRow>;

export const BranchRow = z.object({
  id: z.string(),
  project_id: z.string(),
  parent_id: z.string().nullable(),
  parent_lsn: z.string().nullable(),
  parent_timestamp: z.string().nullable(),
  name: z.string(),
  current_state: z.enum(["init", "resetting", "ready", "archived"]),
  pending_state: z.enum(["ready"]).nullable(),
  state_changed_at: z.string(),
  default: z.boolean(),
  protected: z.boolean(),
  init_source: z.string(),
  expires_at: z.string().nullable(),
  ttl_interval_seconds: z.number().nullable(),
  last_reset_at: z.string().nullable(),
  annotation: z.record(z.string(), z.string()),
  created_at: z.string(),
  updated_at: z.string(),
  deleted_at: z.string().nullable(),
  deletion_method: z.enum(["user", "ttl"]),
});
export type BranchRow = z.infer<typeof BranchRow>;

export const EndpointRow = z.object({
  id: z.string(),
  project_id: z.string(),
  branch_id: z.string(),
  name: z.string().nullable(),
  type: z.enum(["read_write", "read_only"]),
  current_state: z.enum(["init", "active", "idle"]),
  pending_state: z.enum(["active", "idle"]).nullable(),
  autoscaling_limit_min_cu: z.number(),
  autoscaling_limit_max_cu: z.number(),
  suspend_timeout_seconds: z.number(),
  pooler_enabled: z.boolean(),
  disabled: z.boolean(),
  passwordless_access: z.boolean(),
  settings: Json,
  /** Where it listens on loopback; kept, so that connection strings outlive a restart of the sandbox. */
  port: z.number(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type EndpointRow = z.infer<typeof EndpointRow>;

export const RoleRow = z.object({
  /** `<branch>/<name>` */
  id: z.string(),
  branch_id: z.string(),
  name: z.string(),
  /** Null: a role without login. */
  password: z.string().nullable(),
  protected: z.boolean(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type RoleRow = z.infer<typeof RoleRow>;

export const DatabaseRow = z.object({
  /** `<branch>/<name>` */
  id: z.string(),
  number: z.number(),
  branch_id: z.string(),
  name: z.string(),
  owner_name: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type DatabaseRow = z.infer<typeof DatabaseRow>;

export const OperationRow = z.object({
  id: z.string(),
  project_id: z.string(),
  branch_id: z.string().nullable(),
  endpoint_id: z.string().nullable(),
  action: z.string(),
  status: z.enum(["scheduling", "running", "finished"]),
  created_at: z.string(),
  updated_at: z.string(),
  total_duration_ms: z.number(),
});
export type OperationRow = z.infer<typeof OperationRow>;

export const ApiKeyRow = z.object({ id: z.number(), name: z.string(), created_at: z.string() });
export type ApiKeyRow = z.infer<typeof ApiKeyRow>;
