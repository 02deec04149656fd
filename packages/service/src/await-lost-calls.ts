import { settledAt, unsettledCalls, type World } from "@cloudmake/engine";
import type { StackId } from "@cloudmake/model";
import type { Call, Platform } from "./platform.ts";
import { lookAtClouds } from "./see-worlds.ts";

/** How often the clouds are asked whether a lost call was carried out after all. */
const lookEveryMs = 2_000;

/** What is waited for, and at the most until when (ISO 8601). */
export interface Settling {
  readonly stack: StackId;
  readonly calls: number;
  readonly until: string;
}

/**
 * A process that dies leaves calls behind that its cloud may still be carrying out. Whoever plans before they are settled
 * plans against a world that is about to change: a creation would be made twice, a setting be set after it was taken
 * back. So this waits until all that matter can be seen to have happened, or until they no longer can happen.
 */
export async function awaitLostCalls(
  platform: Platform,
  worlds: readonly World[],
  call: Call & { readonly settling: (settling: Settling) => void },
): Promise<void> {
  const { clock, settleMs } = platform;
  const rules = settleMs === undefined ? platform.rules : shortened(platform.rules, settleMs);
  let unsettled = worlds.filter((world) => unsettledCalls(world).length > 0);
  const until = (): number => Math.max(0, ...unsettled.map((world) => settledAt({ rules }, unsettledCalls(world))));
  let told = false;
  while (clock.now() < until()) {
    unsettled = (await lookAtClouds(platform, unsettled, call)).filter((world) => unsettledCalls(world).length > 0);
    const restMs = until() - clock.now();
    if (restMs <= 0) return;
    if (!told) tell(unsettled, new Date(until()).toISOString(), call.settling);
    told = true;
    await clock.wait(Math.min(restMs, lookEveryMs), call.signal);
  }
}

function shortened(rules: Platform["rules"], settleMs: number): Platform["rules"] {
  return new Map([...rules].map(([type, own]) => [type, { ...own, settleMs }]));
}

function tell(worlds: readonly World[], until: string, settling: (settling: Settling) => void): void {
  for (const world of worlds) settling({ stack: world.graph.stack, calls: unsettledCalls(world).length, until });
}
