import { setTimeout as timer } from "node:timers/promises";
import type { CloudName } from "@cloudmake/model";
import type { Clock } from "@cloudmake/ports";
import { type Exchange, exchangeOverHttp } from "./exchange.ts";
import type { Wait } from "./wait-notices.ts";

/** What the kernel takes from outside, so that tests rule over time and network. */
export interface HttpWiring {
  readonly exchange: Exchange;
  readonly clock: Pick<Clock, "now">;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** 0 <= x < 1 */
  random(): number;
  readonly trace?: ((line: TraceLine) => void) | undefined;
  /** Told when calls of an account wait for long. */
  readonly waiting?: ((wait: AccountWait) => void) | undefined;
  /** Milliseconds one request may take; `REQUEST_TIMEOUT_MS` when absent. */
  readonly timeoutMs?: number;
}

/** Why calls of an account wait, and about how long. */
export interface AccountWait extends Wait {
  readonly cloud: CloudName;
}

/** One request as it may be logged: no query, no body, no header. */
export interface TraceLine {
  readonly cloud: CloudName;
  readonly method: string;
  readonly path: string;
  /** HTTP status, or how the request ended without one. */
  readonly status: number | "network" | "timeout";
  readonly ms: number;
  /** Counts from 1. */
  readonly attempt: number;
}

/** The real world. */
export function systemWiring(waiting?: HttpWiring["waiting"]): HttpWiring {
  return {
    exchange: exchangeOverHttp,
    clock: { now: () => Date.now() },
    random: () => Math.random(),
    sleep: async (ms, signal) => {
      try {
        await timer(ms, undefined, { signal });
      } catch (error) {
        throw signal.aborted ? signal.reason : error;
      }
    },
    waiting,
  };
}
