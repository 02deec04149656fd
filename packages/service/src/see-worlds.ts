import { foundationsOf, outputOf, type Wishes, type World } from "@cloudmake/engine";
import {
  type AppliedRecord,
  emptyRecord,
  Failure,
  isSealed,
  type JournalEntry,
  type Observation,
  type Print,
  type Ref,
  refsIn,
  type ResourceGraph,
  secretsIn,
  type StackId,
  type Value,
} from "@cloudmake/model";
import type { Call, Platform } from "./platform.ts";

/** Worlds of some stacks, seen with one look at the clouds. */
export interface Worlds {
  readonly worlds: readonly World[];
  readonly observation: Observation | undefined;
}

/**
 * Reads what is recorded and looks at the clouds once for all stacks. An interrupted run is always looked after:
 * then the clouds are asked even where the caller would go without.
 */
export async function seeWorlds(
  platform: Platform,
  graphs: readonly ResourceGraph[],
  wishes: Wishes,
  call: Call,
): Promise<Worlds> {
  mustHaveSecrets(platform, graphs);
  const records = await Promise.all(graphs.map(({ stack }) => readRecord(platform, stack, call)));
  const journals = await Promise.all(graphs.map(({ stack }) => platform.state.journals.read(stack, call)));
  const interrupted = journals.map(interruptedMarkers);
  const look = call.refresh || interrupted.some((markers) => markers.size > 0);
  const observation = look ? await observe(platform, graphs, records, call) : undefined;
  const secrets = secretPrints(platform, graphs);
  const worlds = await Promise.all(
    graphs.map(async (graph, index): Promise<World> => ({
      graph,
      record: records[index] ?? emptyRecord(graph.stack),
      observation,
      rules: platform.rules,
      secrets,
      foreign: await foreignValues(platform, graph, call),
      interrupted: interrupted[index] ?? new Set(),
      wishes,
    })),
  );
  return { worlds, observation };
}

/** The same world with what other stacks have put out by now. */
export async function withForeign(platform: Platform, world: World, call: Call): Promise<World> {
  return { ...world, foreign: await foreignValues(platform, world.graph, call) };
}

export async function readRecord(platform: Platform, stack: StackId, call: Call): Promise<AppliedRecord> {
  return (await platform.state.records.read(stack, call)) ?? emptyRecord(stack);
}

/** Foreign outputs in clear, for the provisioner alone. */
export async function foreignInClear(
  platform: Platform,
  graph: ResourceGraph,
  call: Call,
): Promise<ReadonlyMap<string, { readonly value: Value; readonly secret: boolean }>> {
  const clear = new Map<string, { value: Value; secret: boolean }>();
  await eachForeign(platform, graph, call, (key, record, ref) => {
    const resource = record.resources.find(({ address }) => address === ref.$ref.address);
    const value = ref.$ref.output === "id" ? resource?.id : resource?.outputs[ref.$ref.output];
    if (value === undefined) return;
    clear.set(key, isSealed(value) ? { value: platform.sealer.open(value), secret: true } : { value, secret: false });
  });
  return clear;
}

async function foreignValues(
  platform: Platform,
  graph: ResourceGraph,
  call: Call,
): Promise<ReadonlyMap<string, Value>> {
  const values = new Map<string, Value>();
  await eachForeign(platform, graph, call, (key, record, ref) => {
    const resource = record.resources.find(({ address }) => address === ref.$ref.address);
    const value = resource === undefined ? undefined : outputOf(resource, ref.$ref.output);
    if (value !== undefined) values.set(key, value);
  });
  return values;
}

async function eachForeign(
  platform: Platform,
  graph: ResourceGraph,
  call: Call,
  found: (key: string, record: AppliedRecord, ref: Ref) => void,
): Promise<void> {
  const stacks = [...foundationsOf(graph).keys()];
  if (stacks.length === 0) return;
  const records = await Promise.all(stacks.map((stack) => readRecord(platform, stack, call)));
  const refs = graph.nodes.flatMap(({ inputs }) => refsIn(inputs));
  for (const record of records) {
    for (const ref of refs) {
      const { address, output } = ref.$ref;
      if (address.startsWith(`${record.stack}/`)) found(`${address}#${output}`, record, ref);
    }
  }
}

async function observe(
  platform: Platform,
  graphs: readonly ResourceGraph[],
  records: readonly AppliedRecord[],
  { signal }: Call,
): Promise<Observation> {
  const known = records.flatMap(({ resources }) => resources);
  const types = [...known, ...graphs.flatMap(({ nodes }) => nodes)].map(({ type }) => type);
  return platform.observer.observe({ types: [...new Set(types)].sort(), known, signal });
}

/** Markers of creations that were begun; whatever of them was recorded does no harm. */
function interruptedMarkers(journal: readonly JournalEntry[]): ReadonlySet<string> {
  return new Set(
    journal.flatMap((entry) => (entry.entry === "intent" && entry.action === "create" ? [entry.marker] : [])),
  );
}

function mustHaveSecrets({ secrets }: Platform, graphs: readonly ResourceGraph[]): void {
  const missing = secretNames(graphs).filter((name) => secrets.read(name) === undefined);
  if (missing.length > 0) throw new Failure("SECRET_MISSING", { names: missing });
}

function secretPrints({ secrets, sealer }: Platform, graphs: readonly ResourceGraph[]): ReadonlyMap<string, Print> {
  const prints = new Map<string, Print>();
  for (const name of secretNames(graphs)) {
    const secret = secrets.read(name);
    if (secret !== undefined) prints.set(name, sealer.print(secret));
  }
  return prints;
}

export function secretNames(graphs: readonly ResourceGraph[]): string[] {
  return [...new Set(graphs.flatMap(({ nodes }) => nodes.flatMap(({ inputs }) => secretsIn(inputs))))].sort();
}
