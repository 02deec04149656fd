import type { CloudName } from "@cloudmake/model";
import type { Faults } from "./kernel/fault.ts";
import type { MutationWatch } from "./kernel/mutation-watch.ts";
import type { Quotas } from "./kernel/quotas.ts";
import type { RequestCounters } from "./kernel/request-counters.ts";
import type { RequestLog } from "./kernel/request-log.ts";
import type { MakeCloud, SandboxCloud } from "./kernel/sandbox-cloud.ts";
import type { RateLimits } from "./kernel/sandbox-core.ts";

export const defaultPort = 4800;

export interface SandboxSettings {
  /** 0 = any free one. */
  readonly port?: number;
  /** State and databases; created. */
  readonly directory: string;
  /** 0 = cloud waits end at once, 1 = as long as in the real clouds. */
  readonly clockFactor: number;
  /** Default: all. */
  readonly clouds?: readonly MakeCloud[];
  /** Default: off. */
  readonly limits?: RateLimits;
  /** Default: nowhere. */
  readonly log?: (line: string) => void;
}

/** The local clouds, served on one loopback port. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** The variables with which wrangler, hcloud, neonctl, doctl and CloudMake talk to it. */
  env(): Readonly<Record<string, string>>;
  readonly clouds: ReadonlyMap<string, SandboxCloud>;
  readonly faults: Faults;
  readonly counters: RequestCounters;
  readonly mutations: Pick<MutationWatch, "watch">;
  readonly requests: RequestLog;
  readonly quotas: Quotas;
  /** Resolves when no request is under way, also none whose caller is gone. */
  idle(): Promise<void>;
  reset(cloud?: CloudName): Promise<void>;
  /** Saves the state and ends everything. */
  close(): Promise<void>;
}
