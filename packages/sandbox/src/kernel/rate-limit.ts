/** How full a window is, for the headers of an answer. */
export interface RateState {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since the epoch when the oldest counted request leaves the window. */
  readonly oldestExpiresAt: number;
  /** Milliseconds since the epoch when all of it is free again. */
  readonly fullAt: number;
  readonly windowMs: number;
  /** Milliseconds since the epoch when this was looked at. */
  readonly takenAt: number;
}

export interface RateWindow {
  readonly calls: number;
  readonly windowMs: number;
  /** `sliding`: each request counts for `windowMs`; `refill`: `calls` drip back evenly over `windowMs`. */
  readonly kind: "sliding" | "refill";
}

/** One vendor's limit. The first window is the one its headers speak of. */
export interface RatePolicy {
  readonly windows: readonly [RateWindow, ...RateWindow[]];
  headers(state: RateState): Readonly<Record<string, string>>;
  /** The 429. `window` is the index of the exhausted one. */
  refusal(
    state: RateState,
    window: number,
  ): { readonly body: unknown; readonly headers: Readonly<Record<string, string>> };
}

export interface RateVerdict {
  /** Of the first window. */
  readonly state: RateState;
  /** Index and state of the window that has no room. */
  readonly exhausted?: { readonly window: number; readonly state: RateState };
}

export interface RateLimiter {
  /** Counts one request unless it is refused. */
  take(now: number): RateVerdict;
  clear(): void;
}

export function makeRateLimiter(windows: RatePolicy["windows"]): RateLimiter {
  const gauges = windows.map(makeGauge);
  return {
    take: (now) => {
      const window = gauges.findIndex((gauge) => gauge.state(now).remaining < 1);
      const full = gauges[window];
      if (full === undefined) for (const gauge of gauges) gauge.take(now);
      const [first = makeGauge(windows[0])] = gauges;
      const state = first.state(now);
      return full === undefined ? { state } : { state, exhausted: { window, state: full.state(now) } };
    },
    clear: () => {
      for (const gauge of gauges) gauge.clear();
    },
  };
}

interface Gauge {
  state(now: number): RateState;
  take(now: number): void;
  clear(): void;
}

function makeGauge(window: RateWindow): Gauge {
  return window.kind === "sliding" ? slidingGauge(window) : refillGauge(window);
}

function slidingGauge({ calls, windowMs }: RateWindow): Gauge {
  let taken: number[] = [];
  return {
    state: (now) => {
      taken = taken.filter((at) => at > now - windowMs);
      return {
        limit: calls,
        remaining: calls - taken.length,
        oldestExpiresAt: (taken[0] ?? now) + windowMs,
        fullAt: (taken.at(-1) ?? now) + windowMs,
        windowMs,
        takenAt: now,
      };
    },
    take: (now) => taken.push(now),
    clear: () => {
      taken = [];
    },
  };
}

function refillGauge({ calls, windowMs }: RateWindow): Gauge {
  const msPerCall = windowMs / calls;
  let left = calls;
  let since = 0;
  function refill(now: number): void {
    left = Math.min(calls, left + (now - since) / msPerCall);
    since = now;
  }
  return {
    state: (now) => {
      refill(now);
      return {
        limit: calls,
        remaining: Math.floor(left),
        oldestExpiresAt: now + Math.max(0, 1 - left) * msPerCall,
        fullAt: now + (calls - left) * msPerCall,
        windowMs,
        takenAt: now,
      };
    },
    take: (now) => {
      refill(now);
      left -= 1;
    },
    clear: () => {
      left = calls;
    },
  };
}
