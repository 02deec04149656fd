import { Failure } from "@cloudmake/model";
import type { ReadCall } from "../define-resource.ts";
import type { HttpWiring } from "./wiring.ts";

/** The first wait of a poll; waits grow by half to the rhythm that the caller wants, then slowly beyond. */
const FIRST_WAIT_MS = 50;
const GROWTH = 1.5;
const SLOW_GROWTH = 1.1;
/** At most this many times the wanted rhythm. */
const SLOWEST = 4;

/** Asks until `probe` gives a value. Many waits are short, so the first questions come quickly. */
export async function untilReady<T>(
  { clock, sleep }: Pick<HttpWiring, "clock" | "sleep">,
  what: string,
  probe: () => Promise<T | undefined>,
  { everyMs, forMs, signal }: ReadCall & { readonly everyMs: number; readonly forMs: number },
): Promise<T> {
  const deadline = clock.now() + forMs;
  for (let waitMs = Math.min(FIRST_WAIT_MS, everyMs); ;) {
    signal.throwIfAborted();
    const found = await probe();
    if (found !== undefined) return found;
    const leftMs = deadline - clock.now();
    if (leftMs <= 0) throw new Failure("TIMEOUT", { what, ms: forMs });
    await sleep(Math.min(waitMs, leftMs), signal);
    waitMs = Math.min(waitMs < everyMs ? Math.min(waitMs * GROWTH, everyMs) : waitMs * SLOW_GROWTH, everyMs * SLOWEST);
  }
}
