import { Failure, isFailure } from "@cloudmake/model";
import { z } from "zod";
import type { ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { untilAccepted } from "../http/until-accepted.ts";

const Action = z.object({
  id: z.number(),
  command: z.string(),
  status: z.enum(["running", "success", "error"]),
  error: z.object({ code: z.string(), message: z.string() }).nullish(),
});
type Action = z.infer<typeof Action>;

const ActionList = z.object({ actions: z.array(Action) });

/** Where an answer holds the work that it started: one action, several, or one and what follows it. */
export const startedShape = {
  action: Action.nullish(),
  actions: z.array(Action).optional(),
  next_actions: z.array(Action).optional(),
};
type Reply = z.infer<z.ZodObject<typeof startedShape>>;

export function startedIn({ action, actions = [], next_actions = [] }: Reply): readonly Action[] {
  return [...(action ? [action] : []), ...actions, ...next_actions];
}

/** An answer of which only the started work matters. */
export const Started = z.object(startedShape).transform(startedIn);

const POLL_EVERY_MS = 500;
/** The longest any action takes: a large image, a busy location. */
const ACTION_LIMIT_MS = 15 * 60_000;
/** Ids that one question may hold. */
const IDS_PER_CALL = 25;
/** How long another change of the same object may take. */
const BUSY_LIMIT_MS = 5 * 60_000;

/** Waits until all have succeeded. Refuses with the first error an action ended with. */
export async function settled(api: CloudApi, started: readonly Action[], { signal }: ReadCall): Promise<void> {
  refuseFailed(started);
  let running = started.filter(({ status }) => status === "running");
  if (running.length === 0) return;
  const what = `Hetzner ${running.map(({ command }) => command).join(", ")}`;
  const probe = async (): Promise<true | undefined> => {
    const now = await fetchActions(api, running, signal);
    refuseFailed(now);
    running = now.filter(({ status }) => status === "running");
    return running.length === 0 ? true : undefined;
  };
  await api.until(what, probe, { everyMs: POLL_EVERY_MS, forMs: ACTION_LIMIT_MS, signal });
}

/** What Hetzner answers while another change holds the object: nothing was done. */
const heldCodes = ["locked", "conflict"];

/**
 * Starts an action on an object once nothing else holds it, and waits for it. Some actions take no body, not even an
 * empty one.
 */
export async function act(api: CloudApi, path: string, body: object | undefined, call: ReadCall): Promise<void> {
  const { signal } = call;
  const start = (): Promise<readonly Action[]> => api.post(path, body, Started, { signal });
  await settled(api, await patiently(api, `action on Hetzner ${path}`, start, { signal, busy: heldCodes }), call);
}

/** Like `act`; an answer with one of these codes means that it is already so. */
export async function actUnless(
  api: CloudApi,
  path: string,
  body: object | undefined,
  call: ReadCall & { readonly done: readonly string[] },
): Promise<void> {
  try {
    await act(api, path, body, call);
  } catch (error) {
    if (!hasCode(error, call.done)) throw error;
  }
}

/** Tries again while Hetzner answers that something else holds the object. */
export async function patiently<T>(
  api: CloudApi,
  what: string,
  attempt: () => Promise<T>,
  call: ReadCall & { readonly busy: readonly string[] },
): Promise<T> {
  const passes = (error: unknown): boolean => hasCode(error, call.busy);
  const limits = { everyMs: POLL_EVERY_MS, forMs: BUSY_LIMIT_MS, signal: call.signal, passes };
  return untilAccepted(api, what, attempt, limits);
}

export function hasCode(error: unknown, codes: readonly string[]): boolean {
  return isFailure(error, "PROVIDER_REFUSED") && codes.includes(error.data.providerCode);
}

/** Deletes, waits for the action where there is one; already gone is done. */
export async function deleted(api: CloudApi, path: string, { signal }: ReadCall): Promise<void> {
  const reply = z.union([z.undefined(), Started]);
  const attempt = async (): Promise<void> => {
    const started = await api.delete(path, reply, { signal });
    if (started !== undefined) await settled(api, started, { signal });
  };
  const busy = [...heldCodes, "resource_in_use"]; // what depends on it may still be on its way out
  await patiently(api, `deletion of Hetzner ${path}`, attempt, { signal, busy });
}

async function fetchActions(api: CloudApi, wanted: readonly Action[], signal: AbortSignal): Promise<readonly Action[]> {
  const found: Action[] = [];
  for (let start = 0; start < wanted.length; start += IDS_PER_CALL) {
    const ids = wanted.slice(start, start + IDS_PER_CALL).map(({ id }) => `id=${id}`);
    found.push(...(await api.get(`/actions?${ids.join("&")}`, ActionList, { signal })).actions);
  }
  const lost = wanted.find(({ id }) => !found.some((action) => action.id === id));
  if (lost === undefined) return found;
  throw refused("action_not_found", `${lost.command}: the action ${lost.id} is no longer known`);
}

function refuseFailed(actions: readonly Action[]): void {
  const failed = actions.find(({ status }) => status === "error");
  if (failed === undefined) return;
  throw refused(failed.error?.code ?? "action_failed", `${failed.command}: ${failed.error?.message ?? "failed"}`);
}

function refused(providerCode: string, message: string): Failure {
  return new Failure("PROVIDER_REFUSED", { cloud: "hetzner", status: 200, providerCode, message });
}
