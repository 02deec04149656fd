import { isFailure, type StackId } from "@cloudmake/model";
import type { Lease } from "@cloudmake/ports";
import type { Platform } from "./platform.ts";

const ttlMs = 60_000;
const renewEveryMs = 15_000;
const askAgainMs = 500;
const releaseWithinMs = 10_000;

/** Leases of some stacks while work goes on. */
export interface HeldLeases {
  /** Fencing token of a stack's lease. */
  token(stack: StackId): number;
  /** Throws `LEASE_LOST` once a stack's lease went to somebody else. */
  mustHold(stack: StackId): void;
  release(): Promise<void>;
}

/**
 * Takes the leases of all stacks, in sorted order so that two runs never wait for each other, and renews them until
 * released. Refuses with `LEASE_HELD` once `waitMs` have passed; `waiting` hears of each holder waited for.
 */
export async function holdLeases(
  platform: Platform,
  stacks: readonly StackId[],
  call: {
    signal: AbortSignal;
    waitMs: number;
    waiting: (lease: { stack: StackId; holder: string; until: string }) => void;
  },
): Promise<HeldLeases> {
  const held = new Map<StackId, Lease>();
  const lost = new Map<StackId, unknown>();
  const release = async (): Promise<void> => {
    const signal = AbortSignal.timeout(releaseWithinMs);
    await Promise.all([...held.values()].map((lease) => platform.state.leases.release(lease, { signal })));
  };
  try {
    for (const stack of [...stacks].sort()) held.set(stack, await acquire(platform, stack, call));
  } catch (error) {
    await release();
    throw error;
  }
  const stop = platform.clock.every(renewEveryMs, () => {
    for (const [stack, lease] of held) {
      platform.state.leases.renew(lease, { ttlMs, signal: AbortSignal.timeout(renewEveryMs) }).then(
        (renewed) => held.set(stack, renewed),
        (error: unknown) => {
          if (isFailure(error, "LEASE_LOST")) lost.set(stack, error);
        },
      );
    }
  });
  return {
    token: (stack) => held.get(stack)?.token ?? 0,
    mustHold(stack) {
      const error = lost.get(stack);
      if (error !== undefined) throw error;
    },
    async release() {
      stop();
      await release();
    },
  };
}

async function acquire(platform: Platform, stack: StackId, call: Parameters<typeof holdLeases>[2]): Promise<Lease> {
  const deadline = platform.clock.now() + call.waitMs;
  for (let told = false; ; told = true) {
    try {
      return await platform.state.leases.acquire(stack, platform.holder, { ttlMs, signal: call.signal });
    } catch (error) {
      if (!isFailure(error, "LEASE_HELD") || platform.clock.now() >= deadline) throw error;
      if (!told) call.waiting(error.data);
      await platform.clock.wait(askAgainMs, call.signal);
    }
  }
}
