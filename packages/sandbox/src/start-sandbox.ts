import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { allClouds } from "./all-clouds.ts";
import { sandboxApp } from "./kernel/sandbox-app.ts";
import { makeSandboxCore } from "./kernel/sandbox-core.ts";
import { defaultPort, type Sandbox, type SandboxSettings } from "./sandbox.ts";
import { sandboxEnv } from "./sandbox-env.ts";

/** Starts the local clouds in this process, on loopback only. Rejects when the port is taken. */
export async function startSandbox(settings: SandboxSettings): Promise<Sandbox> {
  let origin = "";
  const core = makeSandboxCore({
    directory: settings.directory,
    clockFactor: settings.clockFactor,
    clouds: settings.clouds ?? allClouds,
    limits: settings.limits ?? "off",
    origin: () => origin,
    log: settings.log ?? (() => undefined),
  });
  await core.load();
  const server = createAdaptorServer({ fetch: sandboxApp(core).fetch });
  const { promise: listening, resolve, reject } = Promise.withResolvers<AddressInfo>();
  server.once("error", reject);
  server.listen(settings.port ?? defaultPort, "127.0.0.1", () => {
    const address = server.address();
    if (address === null || typeof address === "string") reject(new Error("the server has no port"));
    else resolve(address);
  });
  origin = `http://127.0.0.1:${(await listening).port}`;

  return {
    origin,
    env: () => sandboxEnv(origin),
    clouds: core.clouds,
    faults: core.faults,
    counters: core.counters,
    requests: core.requests,
    quotas: core.quotas,
    reset: core.reset,
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
      await core.close();
    },
  };
}
