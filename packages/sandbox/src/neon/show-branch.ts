import type { BranchRow } from "./rows.ts";

const recoverableMs = 7 * 24 * 3_600_000;
const logicalSizeBytes = 30_900_000;

/** While true, a deleted project or branch can be brought back. */
export function isRecoverable({ deleted_at }: { readonly deleted_at: string | null }, nowMs: number): boolean {
  return deleted_at !== null && Date.parse(deleted_at) + recoverableMs > nowMs;
}

export function recoverableUntil(deletedAt: string): string {
  return new Date(Date.parse(deletedAt) + recoverableMs).toISOString();
}

/** Absent is what Neon leaves out; the table says null there. */
export function showBranch(row: BranchRow): object {
  const { annotation: _annotation, deleted_at, deletion_method, ...branch } = row;
  const recovery =
    deleted_at === null ? null : { deleted_at, recoverable_until: recoverableUntil(deleted_at), deletion_method };
  const shown = {
    ...branch,
    recovery,
    creation_source: "console",
    primary: row.default,
    ...(row.current_state === "ready" ? { logical_size: logicalSizeBytes } : {}),
    cpu_used_sec: 0,
    compute_time_seconds: 0,
    active_time_seconds: 0,
    written_data_bytes: 0,
    data_transfer_bytes: 0,
    created_by: { name: "sandbox@cloudmake.invalid", image: "" },
  };
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null));
}

export function showAnnotation({ id, annotation, created_at }: BranchRow): object {
  return { object: { type: "console/branch", id }, value: annotation, created_at, updated_at: created_at };
}
