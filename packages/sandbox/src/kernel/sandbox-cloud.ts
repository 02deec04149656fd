import type { CloudName } from "@cloudmake/model";
import type { Hono } from "hono";
import type { RatePolicy } from "./rate-limit.ts";

/** The sandbox's time. A cloud wait of 10 s (a server boots) lasts `10 s * factor`; with factor 0 it ends at once. */
export interface SandboxClock {
  /** Milliseconds since the epoch, real time: what the clouds write into `created_at`. */
  now(): number;
  /** Carries `change` out after `ms` of cloud time; on `factor` 0 before this call returns. Survives its caller. */
  later(ms: number, change: () => void): void;
  /** Resolves after `ms` of cloud time: a slow answer. */
  wait(ms: number): Promise<void>;
}

/** What the kernel gives each cloud. */
export interface Kernel {
  readonly clock: SandboxClock;
  /** `http://127.0.0.1:4800`, for links in answers. */
  readonly origin: () => string;
  /** Says that state changed, so that it is saved. */
  readonly changed: () => void;
  /** Where a cloud may keep files (databases): a directory of its own, created. */
  readonly directory: (cloud: CloudName) => string;
  /** How many objects of a kind the account may hold; Infinity unless `POST /_sandbox/limits` said otherwise. */
  readonly quota: (cloud: CloudName, kind: string) => number;
  /** A line for the sandbox's log: unknown routes, unexpected errors. Never bodies or headers. */
  readonly log: (line: string) => void;
}

/** One row of the sandbox's page and of `cloudmake sandbox status`. */
export interface SandboxObject {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** Where it can be reached: a worker's URL, a database's URI without its password, an IP. */
  readonly endpoint?: string;
}

/**
 * One local cloud. Its `app` is mounted under `/<name>`; authentication is its own business, rate limits, faults,
 * mutation counters and request log are the kernel's.
 */
export interface SandboxCloud {
  readonly name: CloudName;
  readonly app: Hono;
  /** Plain JSON of the whole state. */
  snapshot(): unknown;
  /** Takes a snapshot back, work in flight included. Throws when it is not one of this cloud's. */
  restore(snapshot: unknown): void;
  reset(): Promise<void>;
  objects(): readonly SandboxObject[];
  /** Ends what runs outside the process's heap (workers, databases). */
  close(): Promise<void>;
  /** The vendor's rate limit; absent = none. */
  readonly rate?: RatePolicy;
  /** The vendor's body for a made-up answer of this status (an injected fault). Absent = `{message}`. */
  readonly faultBody?: (status: number) => unknown;
}

export type MakeCloud = (kernel: Kernel) => SandboxCloud;
