import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type CloudName, makeDirectory } from "@cloudmake/model";
import { type Faults, makeFaults } from "./fault.ts";
import { type ControlledClock, makeClock } from "./make-clock.ts";
import { makeMutationWatch, type MutationWatch } from "./mutation-watch.ts";
import { makeQuotas, type Quotas } from "./quotas.ts";
import { makeRateLimiter, type RateLimiter, type RatePolicy } from "./rate-limit.ts";
import { makeRequestCounters, type RequestCounters } from "./request-counters.ts";
import { makeRequestLog, type RequestLog } from "./request-log.ts";
import { makeUnderWay, type UnderWay } from "./under-way.ts";
import type { Kernel, MakeCloud, SandboxCloud } from "./sandbox-cloud.ts";
import { makeStateFile } from "./state-file.ts";

/**
 * `vendor`: each cloud limits requests as the real one does. `off`: none does. Windows by cloud: only these clouds do,
 * by these windows, with the vendor's headers and bodies.
 */
export type RateLimits = "vendor" | "off" | Readonly<Partial<Record<CloudName, RatePolicy["windows"]>>>;

export interface CoreSettings {
  readonly directory: string;
  readonly clockFactor: number;
  readonly clouds: readonly MakeCloud[];
  readonly limits: RateLimits;
  readonly origin: () => string;
  readonly log: (line: string) => void;
}

/** The clouds and everything around them but the server. */
export interface SandboxCore {
  readonly clouds: ReadonlyMap<string, SandboxCloud>;
  readonly limiters: ReadonlyMap<CloudName, RateLimiter>;
  readonly faults: Faults;
  readonly counters: RequestCounters;
  readonly mutations: MutationWatch;
  readonly requests: RequestLog;
  readonly underWay: UnderWay;
  readonly quotas: Quotas;
  readonly clock: ControlledClock;
  readonly log: (line: string) => void;
  changed(): void;
  /** Takes back what was saved. */
  load(): Promise<void>;
  /** Empties all clouds (or one) and forgets faults, quotas, counters and the request log. */
  reset(cloud?: CloudName): Promise<void>;
  /** Saves and ends everything. */
  close(): Promise<void>;
}

export function makeSandboxCore(settings: CoreSettings): SandboxCore {
  const { log } = settings;
  const clock = makeClock(settings.clockFactor);
  const quotas = makeQuotas();
  const clouds = new Map<string, SandboxCloud>();
  const file = makeStateFile(join(settings.directory, "state.json"), () => snapshots(clouds), log);
  const kernel = makeKernel(settings, clock, quotas, file.changed);
  for (const make of settings.clouds) {
    const cloud = make(kernel);
    clouds.set(cloud.name, cloud);
  }
  const limiters = limitersOf(clouds, settings.limits);
  const faults = makeFaults();
  const counters = makeRequestCounters();
  const requests = makeRequestLog();
  const mutations = makeMutationWatch();
  const underWay = makeUnderWay();

  return {
    clouds,
    limiters,
    faults,
    counters,
    mutations,
    requests,
    underWay,
    quotas,
    clock,
    log,
    changed: file.changed,
    load: async () => restore(clouds, await file.load(), log),
    reset: async (only) => {
      if (only === undefined) clock.clear();
      const chosen = [...clouds.values()].filter(({ name }) => only === undefined || name === only);
      await Promise.all(chosen.map((cloud) => cloud.reset()));
      for (const kept of [faults, counters, requests, quotas, ...limiters.values()]) kept.clear();
      file.changed();
      await file.flush();
    },
    close: async () => {
      // What was in flight stands in the snapshot and is completed when it is loaded.
      clock.clear();
      await file.flush();
      await Promise.all([...clouds.values()].map((cloud) => cloud.close()));
    },
  };
}

function makeKernel(settings: CoreSettings, clock: ControlledClock, quotas: Quotas, changed: () => void): Kernel {
  return {
    clock: {
      now: clock.now,
      wait: clock.wait,
      later: (ms, change) =>
        clock.later(ms, () => {
          try {
            change();
          } catch (error) {
            settings.log(`a change that was due failed: ${String(error)}`);
          }
          changed();
        }),
    },
    origin: settings.origin,
    changed,
    directory: (cloud) => {
      const directory = join(settings.directory, cloud);
      makeDirectory(directory, mkdirSync);
      return directory;
    },
    quota: quotas.of,
    log: settings.log,
  };
}

function limitersOf(
  clouds: ReadonlyMap<string, SandboxCloud>,
  limits: RateLimits,
): ReadonlyMap<CloudName, RateLimiter> {
  const limiters = new Map<CloudName, RateLimiter>();
  if (limits === "off") return limiters;
  for (const { name, rate } of clouds.values()) {
    const windows = limits === "vendor" ? rate?.windows : limits[name];
    if (windows !== undefined) limiters.set(name, makeRateLimiter(windows));
  }
  return limiters;
}

function snapshots(clouds: ReadonlyMap<string, SandboxCloud>): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...clouds].map(([name, cloud]) => [name, cloud.snapshot()]));
}

function restore(
  clouds: ReadonlyMap<string, SandboxCloud>,
  saved: Readonly<Record<string, unknown>>,
  log: (line: string) => void,
): void {
  for (const [name, cloud] of clouds) {
    if (saved[name] === undefined) continue;
    try {
      cloud.restore(saved[name]);
    } catch (error) {
      log(`${name} starts empty, its saved state is of another version: ${String(error)}`);
    }
  }
}
