import type { Readable } from "node:stream";
import type { Miniflare, Request as WorkerRequest, WorkerOptions } from "miniflare";
import type { Version } from "../workers/rows.ts";
import { kvBindingSource } from "./kv-binding-source.ts";
import { type KvService, serveKv } from "./serve-kv.ts";
import { kvBindingWorker, workerOptions } from "./worker-options.ts";

/** What workerd last wrote, kept to say why a script does not start. */
const outputLimit = 4_000;

export interface RunningWorker {
  readonly name: string;
  readonly version: Version;
}

export interface RuntimeWorld {
  /** Live versions of all scripts. */
  readonly workers: () => readonly RunningWorker[];
  readonly kv: KvService;
  /** Where Durable Objects, R2 and D1 of running workers keep their data. */
  readonly directory: string;
  readonly log: (line: string) => void;
}

/** Serves one request by a script; undefined when no such script is deployed. */
export interface WorkerRuntime {
  fetch(script: string, url: URL, request: Request): Promise<Response | undefined>;
  /** The next request finds the newest versions. */
  refresh(): void;
  close(): Promise<void>;
}

/** All scripts in one workerd, started by the first request and renewed when a script changed in between. */
export function makeWorkerRuntime(world: RuntimeWorld): WorkerRuntime {
  /** Versions that do not start, with the reason. */
  const broken = new Map<string, string>();
  let running: Promise<Miniflare> | undefined;
  let stale = false;

  const renew = async (before: Promise<Miniflare> | undefined): Promise<Miniflare> => {
    const old = await before?.catch(() => undefined);
    await old?.dispose();
    return openSound(world, broken);
  };

  const ready = (): Promise<Miniflare> => {
    if (running !== undefined && !stale) return running;
    stale = false;
    running = renew(running);
    // A start that failed is tried again by the next request.
    running.catch(() => (stale = true));
    return running;
  };

  return {
    fetch: async (script, url, request) => {
      const worker = world.workers().find(({ name }) => name === script);
      if (worker === undefined) return undefined;
      try {
        const instance = await ready();
        const reason = broken.get(worker.version.id);
        return reason === undefined ? await dispatch(instance, url, request) : unavailable(script, reason);
      } catch (error) {
        return unavailable(script, broken.get(worker.version.id) ?? String(error));
      }
    },
    refresh: () => (stale = true),
    close: async () => {
      const last = running;
      running = undefined;
      broken.clear();
      await (await last?.catch(() => undefined))?.dispose();
    },
  };
}

/** One script that does not start keeps all others down; so then each is tried alone, and the bad ones left out. */
async function openSound(world: RuntimeWorld, broken: Map<string, string>): Promise<Miniflare> {
  const sound = () => world.workers().filter(({ version }) => !broken.has(version.id));
  const workers = sound();
  try {
    return await open(world, workers);
  } catch (error) {
    for (const worker of workers) {
      try {
        await (await open(world, [worker])).dispose();
      } catch (reason) {
        broken.set(worker.version.id, String(reason));
        world.log(`worker ${worker.name} does not start`);
      }
    }
    if (sound().length === workers.length) throw error;
    return open(world, sound());
  }
}

/** Rejects with what workerd said. */
async function open(world: RuntimeWorld, workers: readonly RunningWorker[]): Promise<Miniflare> {
  const { Miniflare: Runtime } = await import("miniflare");
  const known = new Set(workers.map(({ name }) => name));
  let output = "";
  const note = (stream: Readable): void => {
    stream.on("data", (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-outputLimit)));
  };
  const options = workers.map(({ name, version }) => workerOptions(name, version, known));
  const shared = sharedOptions(world.directory, note);
  const instance = new Runtime({ ...shared, workers: [...options, kvBinding(world.kv), nobody] });
  try {
    await instance.ready;
    return instance;
  } catch (error) {
    await instance.dispose().catch(() => undefined);
    throw new Error(output.trim() === "" ? String(error) : output.trim(), { cause: error });
  }
}

async function dispatch(instance: Miniflare, url: URL, request: Request): Promise<Response> {
  const body = request.method === "GET" || request.method === "HEAD" ? undefined : await request.arrayBuffer();
  const answer = await instance.dispatchFetch(url.href, {
    method: request.method,
    headers: Object.fromEntries(request.headers),
    body,
    redirect: "manual",
  });
  const headers = new Headers([...answer.headers]);
  // The body arrives decoded; what spoke of its encoded form would be wrong.
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) headers.delete(name);
  const empty = [101, 204, 205, 304].includes(answer.status);
  return new Response(empty ? null : ReadableStream.from(answer.body ?? []), { status: answer.status, headers });
}

function unavailable(script: string, reason: string): Response {
  return new Response(`The worker ${script} does not run: ${reason}\n`, { status: 503 });
}

function sharedOptions(directory: string, note: (stream: Readable) => void) {
  return {
    host: "127.0.0.1",
    port: 0,
    cf: false, // else it would ask the internet where it is
    telemetry: { enabled: false },
    logRequests: false,
    defaultPersistRoot: directory,
    handleRuntimeStdio: (stdout: Readable, stderr: Readable) => {
      note(stdout);
      note(stderr);
    },
  };
}

function kvBinding(service: KvService): WorkerOptions {
  const app = serveKv(service);
  return {
    name: kvBindingWorker,
    modules: true,
    script: kvBindingSource,
    serviceBindings: {
      store: async (request: WorkerRequest) => {
        const body = request.method === "PUT" ? await request.arrayBuffer() : undefined;
        const { Response: Answer } = await import("miniflare");
        const answer = await app.fetch(new Request(request.url, { method: request.method, body }));
        const bytes = answer.body === null ? null : await answer.arrayBuffer();
        return new Answer(bytes, { status: answer.status, headers: Object.fromEntries(answer.headers) });
      },
    },
  };
}

/** The runtime needs at least one ordinary worker; this one has no route. */
const nobody: WorkerOptions = {
  name: "sandbox:nobody",
  modules: true,
  script: "export default { fetch: () => new Response(null, { status: 404 }) };",
};
