import type { Readable } from "node:stream";
import type { Miniflare, MiniflareOptions, Request as WorkerRequest, WorkerOptions } from "miniflare";
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
  const broken = new Map<string, string>();
  let running: Promise<Miniflare> | undefined;
  let stale = false;
  let output = "";

  const note = (stream: Readable): void => {
    stream.on("data", (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-outputLimit)));
  };

  const optionsOf = (workers: readonly RunningWorker[]): MiniflareOptions => {
    const known = new Set(workers.map(({ name }) => name));
    return {
      ...sharedOptions(world.directory, note),
      workers: [
        ...workers.map(({ name, version }) => workerOptions(name, version, known)),
        kvBinding(world.kv),
        nobody,
      ],
    };
  };

  const start = async (before: Promise<Miniflare> | undefined): Promise<Miniflare> => {
    const old = await before?.catch(() => undefined);
    const { Miniflare } = await import("miniflare");
    const open = async (workers: readonly RunningWorker[]): Promise<Miniflare> => {
      output = "";
      const instance = new Miniflare(optionsOf(workers));
      try {
        await instance.ready;
        return instance;
      } catch (error) {
        await instance.dispose().catch(() => undefined);
        throw error;
      }
    };
    await old?.dispose();
    const workers = world.workers().filter(({ version }) => !broken.has(version.id));
    try {
      return await open(workers);
    } catch (error) {
      // One script that does not start keeps all others down, so each is tried alone and the bad ones left out.
      for (const worker of workers) {
        try {
          await (await open([worker])).dispose();
        } catch {
          broken.set(worker.version.id, output.trim() || String(error));
          world.log(`worker ${worker.name} does not start`);
        }
      }
      const sound = workers.filter(({ version }) => !broken.has(version.id));
      if (sound.length === workers.length) throw error;
      return open(sound);
    }
  };

  const ready = (): Promise<Miniflare> => {
    if (running === undefined || stale) {
      stale = false;
      running = start(running);
      // A start that failed is tried again by the next request.
      running.catch(() => (stale = true));
    }
    return running;
  };

  return {
    fetch: async (script, url, request) => {
      const worker = world.workers().find(({ name }) => name === script);
      if (worker === undefined) return undefined;
      const reason = () => broken.get(worker.version.id);
      try {
        const instance = await ready();
        const why = reason();
        return why === undefined ? await dispatch(instance, url, request) : unavailable(script, why);
      } catch (error) {
        return unavailable(script, reason() ?? (output.trim() || String(error)));
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
