import { CloudName } from "@cloudmake/model";
import { Hono } from "hono";
import { z } from "zod";
import { Fault } from "./fault.ts";
import { Quota } from "./quotas.ts";
import type { SandboxCore } from "./sandbox-core.ts";
import type { SandboxObject } from "./sandbox-cloud.ts";

const ResetCall = z.strictObject({ cloud: CloudName.optional() });

/** The sandbox's own routes, mounted under `/_sandbox`. */
export function adminRoutes(core: SandboxCore): Hono {
  const app = new Hono();
  app.get("/health", (c) => c.json({ ok: true, pid: process.pid }));
  app.get("/status", (c) => c.json({ clouds: objectsByCloud(core), counters: core.counters.all() }));
  app.get("/counters", (c) => c.json(core.counters.all()));
  app.delete("/counters", (c) => {
    core.counters.clear();
    return c.body(null, 204);
  });
  app.get("/requests", (c) => c.json(core.requests.lines()));
  app.post("/reset", async (c) => {
    const text = await c.req.text();
    const call = ResetCall.safeParse(text === "" ? {} : parseJson(text));
    if (!call.success) return c.json({ problem: problemOf(call.error) }, 400);
    await core.reset(call.data.cloud);
    return c.body(null, 204);
  });
  app.get("/limits", (c) => c.json(core.quotas.list()));
  app.post("/limits", async (c) => {
    const quota = Quota.safeParse(parseJson(await c.req.text()));
    if (!quota.success) return c.json({ problem: problemOf(quota.error) }, 400);
    core.quotas.set(quota.data);
    return c.json(quota.data, 201);
  });
  faultRoutes(app, core);
  return app;
}

function faultRoutes(app: Hono, { faults, clouds }: SandboxCore): void {
  app.get("/faults", (c) => c.json(faults.list()));
  app.post("/faults", async (c) => {
    const fault = Fault.safeParse(parseJson(await c.req.text()));
    if (!fault.success) return c.json({ problem: problemOf(fault.error) }, 400);
    if (!clouds.has(fault.data.cloud)) {
      return c.json(
        { problem: `there is no cloud ${fault.data.cloud}; there are ${[...clouds.keys()].join(", ")}` },
        400,
      );
    }
    return c.json(faults.add(fault.data), 201);
  });
  app.delete("/faults", (c) => {
    faults.clear();
    return c.body(null, 204);
  });
  app.delete("/faults/:id", (c) =>
    faults.remove(Number(c.req.param("id"))) ? c.body(null, 204) : c.json({ problem: "no such fault" }, 404),
  );
}

export function objectsByCloud(core: SandboxCore): Readonly<Record<string, readonly SandboxObject[]>> {
  return Object.fromEntries([...core.clouds].map(([name, cloud]) => [name, cloud.objects()]));
}

/** `status: Too big: expected number to be <=599`, all of them in one line. */
function problemOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`)).join("; ");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
