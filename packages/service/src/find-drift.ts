import { makeDriftReport, noWishes } from "@cloudmake/engine";
import type { DriftReport, ResourceGraph } from "@cloudmake/model";
import type { Platform } from "./platform.ts";
import { seeWorlds } from "./see-worlds.ts";

/** How far the clouds have drifted from what was applied. Writes nothing, anywhere. */
export async function findDrift(
  platform: Platform,
  graphs: readonly ResourceGraph[],
  { signal }: { signal: AbortSignal },
): Promise<DriftReport> {
  const worlds = await seeWorlds(platform, graphs, noWishes, { signal, refresh: true });
  const takenAt = worlds[0]?.observation?.takenAt ?? new Date(platform.clock.now()).toISOString();
  return makeDriftReport(worlds, takenAt);
}
