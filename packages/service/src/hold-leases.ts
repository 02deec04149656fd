import { Failure, isFailure, type StackId } from "@cloudmake/model";
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
  /** Throws `LEASE_LOST` once a stack's lease went to somebody else, or ran out because it could not be renewed. */
  mustHold(stack: StackId): void;
  release(): Promise<void>;
}

/** What leases need of the world outside. */
interface LeasePlatform extends Pick<Platform, "clock" | "holder"> {
  readonly state: Pick<Platform["state"], "leases">;
}

interface HoldCall {
  readonly signal: AbortSignal;
  readonly waitMs: number;
  readonly waiting: (lease: { stack: StackId; holder: string; until: string }) => void;
}

/** A lease, and since when at least it is good. */
interface Held {
  readonly lease: Lease;
  readonly askedAt: number;
}

/**
 * Takes the leases of all stacks and renews them until released. Refuses with `LEASE_HELD` once `waitMs` have passed;
 * `waiting` hears of each holder waited for.
 *
 * All at once while nobody else holds one. Whoever has to wait does so in sorted order, holding nothing that comes
 * later: so two runs never wait for each other.
 */
export async function holdLeases(
  platform: LeasePlatform,
  stacks: readonly StackId[],
  call: HoldCall,
): Promise<HeldLeases> {
  const held = new Map<StackId, Held>();
  const lost = new Map<StackId, unknown>();
  // From the first lease on: waiting for the last one may take longer than a lease lasts.
  const stop = platform.clock.every(renewEveryMs, () => renewAll(platform, held, lost));
  const release = async (): Promise<void> => {
    stop();
    const all = [...held.values()];
    held.clear(); // from now on `mustHold` refuses
    await giveBack(platform, all);
  };
  const mustHold = (stack: StackId): void => {
    const error = lost.get(stack);
    if (error !== undefined) throw error;
    // Suspended, or cut off from the state: whoever came meanwhile has not been heard of yet. A clock that jumped
    // looks the same, and is answered the same.
    const ageMs = Math.abs(platform.clock.now() - (held.get(stack)?.askedAt ?? 0));
    if (ageMs >= ttlMs) throw new Failure("LEASE_LOST", { stack, holder: platform.holder });
  };
  try {
    const sorted = [...stacks].sort();
    const first = await acquireAtOnce(platform, sorted, held, call);
    for (const stack of sorted.slice(first)) held.set(stack, await acquire(platform, stack, call));
  } catch (error) {
    await release();
    throw error;
  }
  return { token: (stack) => held.get(stack)?.lease.token ?? 0, mustHold, release };
}

function renewAll(platform: LeasePlatform, held: Map<StackId, Held>, lost: Map<StackId, unknown>): void {
  const askedAt = platform.clock.now();
  for (const [stack, { lease }] of held) {
    platform.state.leases.renew(lease, { ttlMs, signal: AbortSignal.timeout(renewEveryMs) }).then(
      (renewed) => {
        if (held.has(stack)) held.set(stack, { lease: renewed, askedAt });
      },
      (error: unknown) => {
        if (isFailure(error, "LEASE_LOST")) lost.set(stack, error);
      },
    );
  }
}

/** Tries all, waits for none. Gives the place of the first that somebody else holds, and holds those before it. */
async function acquireAtOnce(
  platform: LeasePlatform,
  sorted: readonly StackId[],
  held: Map<StackId, Held>,
  { signal }: HoldCall,
): Promise<number> {
  const { leases } = platform.state;
  const attempts = await Promise.allSettled(
    sorted.map(async (stack) => {
      const askedAt = platform.clock.now();
      held.set(stack, { lease: await leases.acquire(stack, platform.holder, { ttlMs, signal }), askedAt });
    }),
  );
  const errors: readonly unknown[] = attempts.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  const worse = errors.find((error) => !isFailure(error, "LEASE_HELD"));
  if (worse !== undefined) throw worse;
  const refused = attempts.findIndex(({ status }) => status === "rejected");
  if (refused < 0) return sorted.length;
  const beyond = sorted.slice(refused).flatMap((stack) => held.get(stack) ?? []);
  for (const { lease } of beyond) held.delete(lease.stack);
  await giveBack(platform, beyond);
  return refused;
}

/** One that cannot be given back runs out by itself. */
async function giveBack({ state }: LeasePlatform, held: Iterable<Held>): Promise<void> {
  const signal = AbortSignal.timeout(releaseWithinMs);
  await Promise.allSettled([...held].map(({ lease }) => state.leases.release(lease, { signal })));
}

async function acquire(platform: LeasePlatform, stack: StackId, call: HoldCall): Promise<Held> {
  const deadline = platform.clock.now() + call.waitMs;
  for (let told = false; ; told = true) {
    const askedAt = platform.clock.now();
    try {
      const lease = await platform.state.leases.acquire(stack, platform.holder, { ttlMs, signal: call.signal });
      return { lease, askedAt };
    } catch (error) {
      if (!isFailure(error, "LEASE_HELD") || askedAt >= deadline) throw error;
      if (!told) call.waiting(error.data);
      await platform.clock.wait(askAgainMs, call.signal);
    }
  }
}
