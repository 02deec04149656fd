import { interruptedBy, noWishes, rebuildRecord, type World } from "@cloudmake/engine";
import {
  type AppliedRecord,
  type AppliedResource,
  emptyRecord,
  isFailure,
  type JournalEntry,
  type ResourceGraph,
  type StackId,
  type Unreadable,
} from "@cloudmake/model";
import { type HeldLeases, holdLeases } from "./hold-leases.ts";
import { knownThen } from "./look-early.ts";
import type { Platform } from "./platform.ts";
import { foreignValues, secretPrints } from "./see-worlds.ts";

export interface RebuildCall {
  readonly signal: AbortSignal;
  /** How long to wait for somebody else's lease. */
  readonly waitMs: number;
  readonly waiting: (lease: { stack: StackId; holder: string; until: string }) => void;
}

/** How one record was made again. */
export interface RebuiltStack {
  readonly stack: StackId;
  /** What could be read of the record before. */
  readonly before: AppliedRecord | "none" | "corrupt";
  readonly record: AppliedRecord;
  /** The journal could not be read, so what it knew of an interrupted run is gone. */
  readonly journalLost: boolean;
  /** Types of the new record that the clouds could not be asked about. */
  readonly unseen: readonly Unreadable[];
  /** What is in the new record only for its marker: no spec names it, and the engine does not know it. */
  readonly strays: readonly AppliedResource[];
  /** What is there and not in the new record, because the journal says that it was let go. */
  readonly letGo: readonly Pick<AppliedResource, "type" | "id">[];
}

/** Makes lost or corrupt records again from the engine's state, the clouds' markers and the journals. */
export async function rebuildState(
  platform: Platform,
  graphs: readonly ResourceGraph[],
  call: RebuildCall,
): Promise<readonly RebuiltStack[]> {
  const leases = await holdLeases(
    platform,
    graphs.map(({ stack }) => stack),
    call,
  );
  try {
    const rebuilt: RebuiltStack[] = [];
    for (const graph of graphs) rebuilt.push(await rebuildStack(platform, graph, leases, call));
    return rebuilt;
  } finally {
    await leases.release();
  }
}

async function rebuildStack(
  platform: Platform,
  graph: ResourceGraph,
  leases: HeldLeases,
  { signal }: RebuildCall,
): Promise<RebuiltStack> {
  const { stack } = graph;
  const { records, journals } = platform.state;
  const call = { signal, refresh: true };
  const before = await unlessCorrupt(async () => (await records.read(stack, call)) ?? "none");
  const journal = await unlessCorrupt(() => journals.read(stack, call));
  const recalled = await (await platform.provisioner()).recall(stack, { signal });
  const interrupted = interruptedBy(journal === "corrupt" ? [] : journal);
  const begun = [...interrupted.creations.values()].map(knownThen);
  const types = [...platform.rules.keys()].sort();
  const observation = await platform.observer.observe({ types, known: [...recalled, ...begun], signal });
  const world: World = {
    graph,
    record: emptyRecord(stack),
    observation,
    rules: platform.rules,
    secrets: secretPrints(platform, [graph]),
    foreign: await foreignValues(platform, graph, call),
    interrupted,
    wishes: noWishes,
  };
  const token = leases.token(stack);
  const written = typeof before === "string" ? 0 : before.serial;
  const at = new Date(platform.clock.now()).toISOString();
  // Every record was written under a lease of its own, so none can have a serial above the newest token.
  const record = rebuildRecord({ world, recalled, serial: Math.max(written, token), at });
  leases.mustHold(stack);
  await records.write(record, { token, signal });
  if (journal === "corrupt") await journals.clear(stack, { token, signal });
  const kept = new Set(record.resources.map(({ type }) => type));
  const unseen = observation.unreadable.filter(({ type }) => kept.has(type));
  const named = [...graph.nodes, ...recalled].map(({ address }) => address);
  const strays = record.resources.filter(({ address }) => !named.includes(address));
  const letGo = interrupted.letGo.filter(({ type, id }) =>
    observation.objects.some((object) => object.type === type && object.id === id),
  );
  return { stack, before, record, journalLost: journal === "corrupt", unseen, strays, letGo };
}

async function unlessCorrupt<T extends AppliedRecord | "none" | readonly JournalEntry[]>(
  read: () => Promise<T>,
): Promise<T | "corrupt"> {
  try {
    return await read();
  } catch (error) {
    if (isFailure(error, "STATE_CORRUPT")) return "corrupt";
    throw error;
  }
}
