import type { ProjectRow } from "./rows.ts";
import { recoverableUntil } from "./show-branch.ts";
import { sandboxUser } from "./account.ts";

const logicalSizeLimitMb = 512;
const mebibyte = 1_024 * 1_024;

/** Lists lack consumption and owner. */
export function showListedProject(row: ProjectRow): object {
  const { deleted_at, org_id, ...project } = row;
  return {
    ...project,
    ...(org_id === null ? {} : { org_id }),
    ...(deleted_at === null ? {} : { deleted_at, recoverable_until: recoverableUntil(deleted_at) }),
    platform_id: "aws",
    provisioner: "k8s-neonvm",
    proxy_host: "127.0.0.1",
    branch_logical_size_limit: logicalSizeLimitMb,
    branch_logical_size_limit_bytes: logicalSizeLimitMb * mebibyte,
    active_time: 0,
    cpu_used_sec: 0,
    creation_source: "console",
    owner_id: org_id ?? sandboxUser.id,
  };
}

export function showProject(row: ProjectRow): object {
  return {
    ...showListedProject(row),
    data_storage_bytes_hour: 0,
    data_transfer_bytes: 0,
    written_data_bytes: 0,
    compute_time_seconds: 0,
    active_time_seconds: 0,
    consumption_period_start: row.created_at,
    consumption_period_end: row.created_at,
    owner: { email: sandboxUser.email, name: "Sandbox", branches_limit: 10, subscription_type: "free_v3" },
  };
}
