import { makeDriftReport, noWishes, waitingSteps, type World } from "@cloudmake/engine";
import type { DriftReport, Pausing, ResourceGraph, StackId, Step } from "@cloudmake/model";
import { finishBeside } from "./finish-beside.ts";
import type { Call, Platform } from "./platform.ts";
import { lookAtClouds, readWorlds } from "./see-worlds.ts";

/** How far the clouds have drifted from what was applied. Writes nothing, anywhere. */
export async function findDrift(
  platform: Platform,
  graphs: readonly ResourceGraph[],
  call: Omit<Call, "refresh">,
): Promise<DriftReport> {
  const looking = { ...call, refresh: true };
  const recorded = await readWorlds(platform, graphs, noWishes, looking);
  const seeing = lookAtClouds(platform, recorded, looking);
  const waiting = await finishBeside(reckonWaiting(recorded), seeing);
  const worlds = await seeing;
  const takenAt = worlds[0]?.observation?.takenAt ?? new Date(platform.clock.now()).toISOString();
  return makeDriftReport(worlds, takenAt, waiting);
}

function* reckonWaiting(worlds: readonly World[]): Pausing<ReadonlyMap<StackId, readonly Step[]>> {
  const waiting = new Map<StackId, readonly Step[]>();
  for (const world of worlds) {
    waiting.set(world.graph.stack, waitingSteps(world));
    yield;
  }
  return waiting;
}
