import { Failure, isFailure } from "@cloudmake/model";
import { z } from "zod";
import type { ReadCall } from "../define-resource.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { untilAccepted } from "../http/until-accepted.ts";
import { busyCode } from "./digitalocean.ts";

const Action = z.object({
  id: z.number(),
  type: z.string(),
  status: z.enum(["in-progress", "completed", "errored"]),
});
type Action = z.infer<typeof Action>;
const Reply = z.object({ action: Action }).transform(({ action }) => action);

const POLL_EVERY_MS = 2_000;
const ACTION_LIMIT_MS = 15 * 60_000;
/** How long another event of the same object may take. */
const BUSY_LIMIT_MS = 5 * 60_000;

/** Starts an action once nothing else holds the object, and waits until it is completed. */
export async function act(api: CloudApi, path: string, body: object, { signal }: ReadCall): Promise<void> {
  const started = await patiently(api, path, [busyCode], () => api.post(path, body, Reply, { signal }), {
    signal,
  });
  if (completed(started)) return;
  const probe = async (): Promise<true | undefined> => {
    const now = await api.get(`/v2/actions/${started.id}`, Reply, { signal });
    return completed(now) ? true : undefined;
  };
  const what = `DigitalOcean ${started.type} ${started.id}`;
  await api.until(what, probe, { everyMs: POLL_EVERY_MS, forMs: ACTION_LIMIT_MS, signal });
}

/** Tries again while DigitalOcean refuses with one of these codes. */
export async function patiently<T>(
  api: CloudApi,
  what: string,
  busy: readonly string[],
  attempt: () => Promise<T>,
  { signal }: ReadCall,
): Promise<T> {
  const passes = (error: unknown): boolean =>
    isFailure(error, "PROVIDER_REFUSED") && busy.includes(error.data.providerCode);
  const limits = { everyMs: POLL_EVERY_MS, forMs: BUSY_LIMIT_MS, signal, passes };
  return untilAccepted(api, `DigitalOcean ${what}`, attempt, limits);
}

/** Deletes and waits until it can no longer be read; already gone is done. */
export async function deleted(api: CloudApi, path: string, { signal }: ReadCall): Promise<void> {
  await patiently(api, `deletion of ${path}`, [busyCode], () => api.delete(path, z.unknown(), { signal }), { signal });
  await vanished(api, path, { signal });
}

/** Waits until what was deleted can no longer be read. */
export async function vanished(api: CloudApi, path: string, { signal }: ReadCall): Promise<void> {
  const probe = async (): Promise<true | undefined> =>
    (await api.find(path, z.unknown(), { signal })) === undefined ? true : undefined;
  const what = `DigitalOcean deletion of ${path}`;
  await api.until(what, probe, { everyMs: POLL_EVERY_MS, forMs: ACTION_LIMIT_MS, signal });
}

function completed({ type, status }: Action): boolean {
  switch (status) {
    case "in-progress":
      return false;
    case "completed":
      return true;
    case "errored": {
      const data = { cloud: "digitalocean", status: 200, providerCode: "errored", message: `${type} failed` } as const;
      throw new Failure("PROVIDER_REFUSED", data);
    }
  }
}
