import type { CloudName } from "@cloudmake/model";
import { routeOf } from "./route.ts";

const maxRoutes = 1_000;

export interface CloudCounters {
  readonly reads: number;
  readonly mutations: number;
  /** Of all these, how many came too fast and got a 429. */
  readonly limited: number;
  /** `POST /v2/droplets` -> how often it was asked for, ids replaced by `*`. */
  readonly routes: Readonly<Record<string, number>>;
}

export interface RequestCounters {
  count(cloud: CloudName, method: string, path: string): void;
  /** The request counted last for this cloud came too fast. */
  limit(cloud: CloudName): void;
  of(cloud: CloudName): CloudCounters;
  all(): Readonly<Partial<Record<CloudName, CloudCounters>>>;
  clear(): void;
}

interface Counted {
  reads: number;
  mutations: number;
  limited: number;
  readonly routes: Map<string, number>;
}

const none: CloudCounters = { reads: 0, mutations: 0, limited: 0, routes: {} };

/** Counts requests that reached a cloud, refused ones too. */
export function makeRequestCounters(): RequestCounters {
  const clouds = new Map<CloudName, Counted>();

  function of(cloud: CloudName): CloudCounters {
    const counted = clouds.get(cloud);
    return counted === undefined ? none : { ...counted, routes: Object.fromEntries(counted.routes) };
  }

  return {
    count: (cloud, method, path) => {
      const counted = clouds.get(cloud) ?? { reads: 0, mutations: 0, limited: 0, routes: new Map<string, number>() };
      clouds.set(cloud, counted);
      if (method === "GET" || method === "HEAD") counted.reads += 1;
      else counted.mutations += 1;
      const route = `${method} ${routeOf(path)}`;
      const before = counted.routes.get(route);
      if (before !== undefined || counted.routes.size < maxRoutes) counted.routes.set(route, (before ?? 0) + 1);
    },
    limit: (cloud) => {
      const counted = clouds.get(cloud);
      if (counted !== undefined) counted.limited += 1;
    },
    of,
    all: () => Object.fromEntries([...clouds.keys()].map((cloud) => [cloud, of(cloud)])),
    clear: () => clouds.clear(),
  };
}
