import type { CloudName } from "@cloudmake/model";

/** A request that may change something, as it came in. Without query, headers and body: these may hold secrets. */
export interface SeenMutation {
  /** Counts from 1, over all clouds, since the watcher began. */
  readonly number: number;
  readonly cloud: CloudName;
  readonly method: string;
  /** Path below the cloud's prefix. */
  readonly path: string;
}

/** Stands beside the clouds and says when something happens: a test ends a process at exactly one of these moments. */
export interface MutationWatcher {
  /** Awaited before the request is carried out; `cut` ends the connection instead. */
  before?(mutation: SeenMutation): Promise<"cut" | undefined>;
  /** Awaited after it was carried out and before its caller hears of it; `cut` keeps the answer back. */
  after?(mutation: SeenMutation, status: number): Promise<"cut" | undefined>;
}

export interface MutationWatch {
  /** Replaces the watcher and counts from 1 again; `undefined` = nobody watches. */
  watch(watcher: MutationWatcher | undefined): void;
  /**
   * Lets a request pass the watcher. Its body is read before, so that the cloud goes on with it even when its caller
   * is gone by then.
   */
  pass(
    request: { readonly cloud: CloudName; readonly path: string; readonly raw: Request },
    carryOut: (request: Request) => Promise<Response>,
  ): Promise<Response | "cut">;
}

export function makeMutationWatch(): MutationWatch {
  let watcher: MutationWatcher | undefined;
  let count = 0;
  return {
    watch: (next) => {
      watcher = next;
      count = 0;
    },
    pass: async ({ cloud, path, raw }, carryOut) => {
      const { method } = raw;
      if (watcher === undefined || method === "GET" || method === "HEAD") return carryOut(raw);
      const seeing = watcher;
      count += 1;
      const mutation = { number: count, cloud, method, path };
      const { url, headers } = raw;
      const detached = new Request(url, { method, headers, body: await raw.arrayBuffer() });
      if ((await seeing.before?.(mutation)) === "cut") return "cut";
      const response = await carryOut(detached);
      if ((await seeing.after?.(mutation, response.status)) !== "cut") return response;
      await response.body?.cancel();
      return "cut";
    },
  };
}
