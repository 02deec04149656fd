import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Hono } from "hono";
import type { Kernel, MakeCloud, SandboxCloud, SandboxObject } from "../kernel/sandbox-cloud.ts";
import { noRoute, refuse } from "./answer.ts";
import { addDnsRecords } from "./dns/dns-records.ts";
import { addWorkerRoutes } from "./dns/worker-routes.ts";
import { activate, addZones } from "./dns/zones.ts";
import { addIdentity, authenticate } from "./identity.ts";
import { rate } from "./rate.ts";
import { makeWorkerRuntime, type RunningWorker, type WorkerRuntime } from "./runtime/worker-runtime.ts";
import { CloudflareState, emptyState } from "./state.ts";
import { addBuckets } from "./storage/buckets.ts";
import { addDatabases } from "./storage/databases.ts";
import { addKvNamespaces } from "./storage/kv-namespaces.ts";
import { addKvBulk, addKvValues } from "./storage/kv-values.ts";
import { addQueues } from "./storage/queues.ts";
import { plain } from "./table.ts";
import { addTags } from "./tags.ts";
import { addDomains } from "./workers/domains.ts";
import { addScripts } from "./workers/scripts.ts";
import { addSecrets } from "./workers/secrets.ts";
import { addServices } from "./workers/services.ts";
import { addSettings } from "./workers/settings.ts";
import { addSubdomains } from "./workers/subdomains.ts";
import { addVersions } from "./workers/versions.ts";
import { addWorkers } from "./workers/workers.ts";
import { liveVersion } from "./workers/write-version.ts";
import type { World } from "./world.ts";

/** Cloudflare on this machine: the API of its account, and workerd for the scripts it holds. */
export const makeCloudflare: MakeCloud = (kernel) => {
  const directory = join(kernel.directory("cloudflare"), "workers");
  const world: World = { kernel, state: emptyState(), workersChanged: () => runtime.refresh() };
  const runtime = makeWorkerRuntime({
    workers: () => runningWorkers(world),
    kv: {
      find: (id) =>
        accounts(world)
          .find(({ namespaces }) => namespaces.has(id))
          ?.namespaces.get(id),
      nowMs: () => kernel.clock.now(),
      changed: kernel.changed,
    },
    directory,
    log: kernel.log,
  });
  const cloud: SandboxCloud = {
    name: "cloudflare",
    app: cloudflareApp(world, runtime),
    snapshot: () => plain(world.state),
    restore: (snapshot) => {
      world.state = CloudflareState.parse(snapshot);
      for (const { id } of world.state.zones.values()) activate(world, id);
      runtime.refresh();
    },
    reset: async () => {
      world.state = emptyState();
      await runtime.close();
      await rm(directory, { recursive: true, force: true });
    },
    objects: () => objects(world),
    close: () => runtime.close(),
    rate,
    faultBody: (status) => ({
      success: false,
      errors: [{ code: status === 429 ? 971 : 10000, message: "An unknown error has occurred" }],
      messages: [],
      result: null,
    }),
  };
  return cloud;
};

function cloudflareApp(world: World, runtime: WorkerRuntime): Hono {
  const app = new Hono();
  app.onError((error, c) => refuse(c, error));
  addRun(app, world.kernel, runtime);
  const api = new Hono();
  api.use(authenticate);
  const storage = [addKvNamespaces, addKvBulk, addKvValues, addBuckets, addDatabases, addQueues];
  const workers = [
    addScripts,
    addVersions,
    addSettings,
    addSecrets,
    addSubdomains,
    addDomains,
    addWorkers,
    addServices,
  ];
  const dns = [addZones, addDnsRecords, addWorkerRoutes];
  for (const add of [addIdentity, addTags, ...storage, ...workers, ...dns]) add(api, world);
  app.route("/client/v4", api);
  app.all("*", (c) => {
    world.kernel.log(`cloudflare: no route for ${c.req.method} ${c.req.path}`);
    return noRoute(c);
  });
  return app;
}

/** `/run/<script>/...` is the script's own site; it sees the address `<script>.localhost`. */
function addRun(app: Hono, kernel: Kernel, runtime: WorkerRuntime): void {
  app.all("/run/:script{[^/]+}/*", async (c) => {
    const script = c.req.param("script");
    const seen = new URL(c.req.url);
    const url = new URL(kernel.origin());
    url.hostname = `${script}.localhost`;
    url.pathname = seen.pathname.slice(`/run/${script}`.length);
    url.search = seen.search;
    const answer = await runtime.fetch(script, url, c.req.raw);
    return answer ?? c.text(`There is no worker ${script} here.\n`, 404);
  });
}

function runningWorkers(world: World): readonly RunningWorker[] {
  const workers = new Map<string, RunningWorker>();
  for (const { scripts } of accounts(world)) {
    for (const script of scripts.values()) {
      const version = liveVersion(script);
      // Host names know no account: of two scripts with one name the first keeps it.
      if (version !== undefined && !workers.has(script.name)) workers.set(script.name, { name: script.name, version });
    }
  }
  return [...workers.values()];
}

function accounts(world: World) {
  return [...world.state.accounts.values()];
}

function objects(world: World): readonly SandboxObject[] {
  const port = new URL(world.kernel.origin()).port;
  const ofAccounts = accounts(world).flatMap((account) => [
    ...[...account.scripts.values()].map((script) => ({
      kind: "worker",
      id: script.tag,
      name: script.name,
      status: script.deployments.length === 0 ? "no code" : "deployed",
      endpoint: `http://${script.name}.localhost:${port}/`,
    })),
    ...[...account.namespaces.values()].map(({ id, title: name, entries }) => {
      return { kind: "kv namespace", id, name, status: `${entries.size} keys` };
    }),
    ...[...account.buckets.values()].map(({ name }) => ({ kind: "bucket", id: name, name, status: "active" })),
    ...[...account.databases.values()].map(({ uuid, name }) => {
      return { kind: "d1 database", id: uuid, name, status: "active" };
    }),
    ...[...account.queues.values()].map((each) => {
      return { kind: "queue", id: each.queue_id, name: each.queue_name, status: "active" };
    }),
  ]);
  const zones = [...world.state.zones.values()].map(({ id, name, status }) => ({ kind: "zone", id, name, status }));
  return [...ofAccounts, ...zones];
}
