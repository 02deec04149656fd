import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "./fault.ts";
import type { SandboxCloud } from "./sandbox-cloud.ts";
import type { SandboxCore } from "./sandbox-core.ts";

/** What becomes of a request: an answer, or nothing because the connection is to be cut. */
export type Outcome = Response | "cut";

/** One request to a cloud: rate limit, counters, faults, then the cloud itself. `path` is below its prefix. */
export async function serveCloud(
  core: SandboxCore,
  cloud: SandboxCloud,
  request: Request,
  path: string,
): Promise<Outcome> {
  const started = core.clock.now();
  const outcome = await core.underWay.track(answer(core, cloud, request, path));
  core.requests.add({
    at: new Date(started).toISOString(),
    method: request.method,
    path: `/${cloud.name}${path}`,
    status: outcome === "cut" ? 0 : outcome.status,
    ms: core.clock.now() - started,
  });
  if (request.method !== "GET" && request.method !== "HEAD") core.changed();
  return outcome;
}

async function answer(core: SandboxCore, cloud: SandboxCloud, request: Request, path: string): Promise<Outcome> {
  core.counters.count(cloud.name, request.method, path);
  const verdict = core.limiters.get(cloud.name)?.take(core.clock.now());
  const headers = verdict === undefined ? {} : cloud.rate?.headers(verdict.state);
  if (verdict?.exhausted !== undefined && cloud.rate !== undefined) {
    core.counters.limit(cloud.name);
    const refusal = cloud.rate.refusal(verdict.exhausted.state, verdict.exhausted.window);
    return Response.json(refusal.body, { status: 429, headers: { ...headers, ...refusal.headers } });
  }
  const fault = core.faults.strike(cloud.name, request.method, path);
  const detached = fault?.goesOn === true ? await withoutCaller(request) : request;
  const early = fault === undefined ? undefined : await strike(fault, cloud, detached.signal);
  if (early !== undefined) return early;
  const response = await core.mutations.pass({ cloud: cloud.name, path, raw: detached }, async (raw) =>
    cloud.app.fetch(below(raw, path)),
  );
  if (response === "cut") return "cut";
  if (fault?.drop === "after") {
    await response.body?.cancel();
    return "cut";
  }
  for (const [name, value] of Object.entries(headers ?? {})) response.headers.set(name, value);
  return response;
}

/** The outcome a fault brings about instead of the cloud's own, if any. */
async function strike(fault: Fault, cloud: SandboxCloud, signal: AbortSignal): Promise<Outcome | undefined> {
  if (fault.delayMs !== undefined) await pause(fault.delayMs, undefined, { signal }).catch(() => undefined);
  if (fault.drop === "before") return "cut";
  if (fault.status === undefined) return undefined;
  const body = fault.body ?? cloud.faultBody?.(fault.status) ?? { message: "the sandbox was told to fail here" };
  return Response.json(body, {
    status: fault.status,
    ...(fault.headers === undefined ? {} : { headers: fault.headers }),
  });
}

/** The same request, whole, so that nothing of it is lost with its caller. */
async function withoutCaller(request: Request): Promise<Request> {
  const { url, method, headers } = request;
  const body = method === "GET" || method === "HEAD" ? null : await request.arrayBuffer();
  return new Request(url, { method, headers, body });
}

function below(request: Request, path: string): Request {
  const url = new URL(request.url);
  url.pathname = path;
  return new Request(url, request);
}
