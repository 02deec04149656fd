import { foundationsOf, type Interrupted, outputOf, type Wishes, type World } from "@cloudmake/engine";
import {
  type AppliedRecord,
  emptyRecord,
  Failure,
  isSealed,
  type Print,
  type Ref,
  refsIn,
  type ResourceGraph,
  secretsIn,
  type StackId,
  type Value,
} from "@cloudmake/model";
import { observe, readStack, soughtOf } from "./look-early.ts";
import type { Call, Platform } from "./platform.ts";

/**
 * What is recorded, without a look at the clouds. Refuses with `SECRET_MISSING` before anything else is asked.
 */
export async function readWorlds(
  platform: Platform,
  graphs: readonly ResourceGraph[],
  wishes: Wishes,
  call: Call,
): Promise<readonly World[]> {
  mustHaveSecrets(platform, graphs);
  const secrets = secretPrints(platform, graphs);
  return Promise.all(
    graphs.map(async (graph): Promise<World> => {
      const [recorded, foreign] = await Promise.all([
        readStack(platform, graph.stack, call),
        foreignValues(platform, graph, call),
      ]);
      return { graph, ...recorded, observation: undefined, rules: platform.rules, secrets, foreign, wishes };
    }),
  );
}

/**
 * The same worlds with one look at the clouds for all. An interrupted run is always looked after: then the clouds are
 * asked even where the caller would go without.
 */
export async function lookAtClouds(
  platform: Platform,
  worlds: readonly World[],
  call: Call,
): Promise<readonly World[]> {
  if (!call.refresh && worlds.every(({ interrupted }) => isNothing(interrupted))) return worlds;
  const wanted = worlds.flatMap(({ graph }) => graph.nodes);
  const observation = await observe(platform, soughtOf(worlds, wanted), call);
  return worlds.map((world) => ({ ...world, observation }));
}

export async function seeWorlds(
  platform: Platform,
  graphs: readonly ResourceGraph[],
  wishes: Wishes,
  call: Call,
): Promise<readonly World[]> {
  return lookAtClouds(platform, await readWorlds(platform, graphs, wishes, call), call);
}

/** The same world with what other stacks have put out by now. */
export async function withForeign(platform: Platform, world: World, call: Call): Promise<World> {
  return { ...world, foreign: await foreignValues(platform, world.graph, call) };
}

export async function readRecord(platform: Platform, stack: StackId, call: Call): Promise<AppliedRecord> {
  const early = call.early?.recorded.get(stack)?.record;
  return early ?? (await platform.state.records.read(stack, call)) ?? emptyRecord(stack);
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

export async function foreignValues(
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

/** No run was interrupted that has left something behind, or may have. */
export function isNothing({ creations, settings, lost }: Interrupted): boolean {
  return creations.size + settings.size + lost.length === 0;
}

function mustHaveSecrets({ secrets }: Platform, graphs: readonly ResourceGraph[]): void {
  const missing = secretNames(graphs).filter((name) => secrets.read(name) === undefined);
  if (missing.length > 0) throw new Failure("SECRET_MISSING", { names: missing });
}

export function secretPrints(
  { secrets, sealer }: Platform,
  graphs: readonly ResourceGraph[],
): ReadonlyMap<string, Print> {
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
