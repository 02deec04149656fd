import { Failure, isFailure } from "@cloudmake/model";
import { z } from "zod";
import { type Live, PartialCreate, type ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { untilAccepted } from "../http/until-accepted.ts";
import { LOCKED } from "./neon.ts";

/** Every change answers with the operations it started. */
export type Operation = z.infer<typeof Operation>;
export const Operation = z.object({
  id: z.string(),
  project_id: z.string(),
  action: z.string(),
  status: z.enum(["scheduling", "running", "cancelling", "finished", "skipped", "cancelled", "failed", "error"]),
  error: z.string().nullish(),
});
export const Started = z.object({ operations: z.array(Operation).default([]) });
const OperationReply = z.object({ operation: Operation });
const OperationPage = z.object({ operations: z.array(Operation) });

const POLL_MS = 500;
const SETTLE_LIMIT_MS = 600_000;
const LOCK_LIMIT_MS = 120_000;
const RECENT_OPERATIONS = 100;

/** Resolves once all operations ended well. */
export async function settle(api: CloudApi, operations: readonly Operation[], { signal }: ReadCall): Promise<void> {
  for (const operation of operations) {
    if (isOver(operation)) continue;
    const path = `/projects/${operation.project_id}/operations/${operation.id}`;
    await api.until(
      `Neon operation ${operation.action}`,
      async () => isOver((await api.get(path, OperationReply, { signal })).operation) || undefined,
      { signal, everyMs: POLL_MS, forMs: SETTLE_LIMIT_MS },
    );
  }
}

/** Settles what made `live`. When that goes wrong, the object exists all the same. */
export async function settleNew<I, O>(
  api: CloudApi,
  live: Live<I, O>,
  operations: readonly Operation[],
  call: ReadCall,
): Promise<void> {
  try {
    await settle(api, operations, call);
  } catch (error) {
    if (error instanceof Failure) throw new PartialCreate(live, [error.code], error);
    throw error;
  }
}

/** Settles whatever still runs in a project, for objects that an interrupted run left. */
export async function settleProject(api: CloudApi, projectId: string, { signal }: ReadCall): Promise<void> {
  const query = { limit: RECENT_OPERATIONS };
  const path = `/projects/${projectId}/operations`;
  const { operations } = await api.get(path, OperationPage, { signal, query });
  const running = operations.filter(({ status }) => status !== "failed" && status !== "error");
  await settle(api, running, { signal });
}

/** Repeats a change that another operation on the project locks out; such a refusal has done nothing. */
export function unlocked<T>(api: CloudApi, change: () => Promise<T>, { signal }: ReadCall): Promise<T> {
  const passes = (error: unknown): boolean => isFailure(error, "PROVIDER_REFUSED") && error.data.status === LOCKED;
  const limits = { signal, everyMs: POLL_MS, forMs: LOCK_LIMIT_MS, passes };
  return untilAccepted(api, "the project's other operations", change, limits);
}

function isOver({ id, action, status, error }: Operation): boolean {
  switch (status) {
    case "scheduling":
    case "running":
    case "cancelling":
      return false;
    case "finished":
    case "skipped":
    case "cancelled":
      return true;
    case "failed":
    case "error": {
      const message = `operation ${action} (${id}) failed${!error ? "" : `: ${error}`}`;
      const data = { cloud: "neon", status: 200, providerCode: "operation_failed", message } as const;
      throw new Failure("PROVIDER_REFUSED", data);
    }
  }
}
