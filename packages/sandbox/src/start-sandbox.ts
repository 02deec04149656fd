import { createAdaptorServer, type ServerType } from "@hono/node-server";
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
  const app = sandboxApp(core);
  const { promise: loaded, resolve: open } = Promise.withResolvers<void>();
  const server = createAdaptorServer({
    fetch: async (request, env) => {
      await loaded;
      return app.fetch(request, env);
    },
  });
  // The port first: a second sandbox on the same directory must not get as far as touching its state.
  origin = `http://127.0.0.1:${await listen(server, settings.port ?? defaultPort)}`;
  await core.load();
  open();

  return {
    origin,
    env: () => sandboxEnv(origin),
    clouds: core.clouds,
    faults: core.faults,
    counters: core.counters,
    mutations: core.mutations,
    requests: core.requests,
    quotas: core.quotas,
    idle: core.underWay.idle,
    reset: core.reset,
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
      await core.close();
    },
  };
}

function listen(server: ServerType, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once("error", reject);
  server.listen(port, "127.0.0.1", () => {
    const address = server.address();
    if (address === null || typeof address === "string") reject(new Error("the server has no port"));
    else resolve(address.port);
  });
  return promise;
}
