import { compareInputs, type Inputs, type Marker, type ResourceRules, stackId } from "@cloudmake/model";
import type { KnownObject } from "@cloudmake/ports";
import { expect, test } from "vitest";

interface LiveObject {
  readonly id: string;
  readonly marker?: Marker | undefined;
  readonly inputs: Partial<Inputs>;
  readonly outputs: Inputs;
}

interface Call {
  readonly signal: AbortSignal;
}

/** A resource definition, as far as the contract looks at it; `Api` is the account it works in. */
export interface ContractDefinition<Api> extends ResourceRules {
  list(
    api: Api,
    call: Call & { known: readonly KnownObject[]; once: <T>(key: string, load: () => Promise<T>) => Promise<T> },
  ): Promise<readonly LiveObject[]>;
  read(api: Api, id: string, call: Call): Promise<LiveObject | undefined>;
  find(
    api: Api,
    inputs: Inputs,
    call: Call & { marker: Marker; exclude: ReadonlySet<string> },
  ): Promise<LiveObject | undefined>;
  create(api: Api, inputs: Inputs, call: Call & { marker: Marker }): Promise<LiveObject>;
  update(
    api: Api,
    id: string,
    inputs: Inputs,
    call: Call & {
      marker: Marker;
      old: { inputs: Partial<Inputs>; outputs: Partial<Inputs> };
      changed: ReadonlySet<string>;
    },
  ): Promise<LiveObject>;
  delete(api: Api, id: string, call: Call & { outputs: Partial<Inputs> }): Promise<void>;
}

/** What a definition is tried with. */
export interface ResourceSample<Api> {
  readonly definition: ContractDefinition<Api>;
  /** Makes what the object stands on, and says what it is made of. */
  readonly inputs: (stage: Stage<Api>) => Promise<Inputs>;
  /** Changes in place, one after another; `undefined` takes an input out. Every updatable input has one. */
  readonly updates: readonly Readonly<Record<string, Inputs[string] | undefined>>[];
}

/** Makes foundations of a sample; they go when its test ends. */
export interface Stage<Api> {
  make(definition: ContractDefinition<Api>, inputs: Inputs): Promise<{ readonly id: string; readonly outputs: Inputs }>;
}

const { signal } = new AbortController();
const stack = stackId("shop", "prod");

/**
 * What every resource definition promises, tried on a real account or one in the sandbox.
 * @param stops how often a machine was stopped so far
 */
export function testResource<Api>(api: () => Api, sample: ResourceSample<Api>, stops: () => number = () => 0): void {
  const { definition } = sample;
  test(`${definition.type} lives as its contract says`, async () => {
    const stage = openStage(api());
    try {
      await live(api(), sample, await sample.inputs(stage), stage, stops);
    } finally {
      await stage.strike();
    }
  });
}

async function live<Api>(
  api: Api,
  { definition, updates }: ResourceSample<Api>,
  first: Inputs,
  { onStrike }: OpenStage<Api>,
  stops: () => number,
): Promise<void> {
  const marker = { stack, hash: "0123456789abcdef".repeat(2) };
  const finds = (inputs: Inputs, ...exclude: string[]) =>
    definition.find(api, inputs, { marker, exclude: new Set(exclude), signal });
  const reads = (id: string) => definition.read(api, id, { signal });

  expect(definition.check(first), "its own check accepts the inputs").toEqual([]);
  expect(await finds(first), "nothing is found before it is made").toBeUndefined();
  const made = await definition.create(api, first, { marker, signal });
  const { id } = made;
  onStrike(() => definition.delete(api, id, { outputs: made.outputs, signal }));
  expect(differences(definition, made, first), "what is made is what was asked for").toEqual([]);
  expect(made.marker ?? marker, "it carries the marker").toEqual(marker);
  expect((await finds(first))?.id, "a second creation finds the first").toBe(id);
  if (made.marker !== undefined && definition.replacement === "create-first") {
    expect((await finds(first, id))?.id, "a predecessor is not taken over").not.toBe(id);
  }
  expect(await reads(id), "it can be read").toMatchObject({ id, outputs: made.outputs });

  let inputs = first;
  for (const change of updates) {
    const old = { inputs, outputs: made.outputs };
    inputs = without({ ...inputs, ...change });
    const changed = new Set(Object.keys(change));
    const update = () => definition.update(api, id, inputs, { marker, old, changed, signal });
    const before = stops();
    expect((await update()).id, "an update keeps the object").toBe(id);
    const announced = definition.stopsOn.some((field) => changed.has(field));
    expect(stops() > before, `a change of ${[...changed].join(", ")} stops the machine`).toBe(announced);
    await update(); // interrupted after the call, it is made once more
    await expectListed(api, definition, id, inputs, made.marker);
  }
  await expectListed(api, definition, id, inputs, made.marker);

  await definition.delete(api, id, { outputs: made.outputs, signal });
  expect(await reads(id), "what is deleted is gone").toBeUndefined();
  await definition.delete(api, id, { outputs: made.outputs, signal });
  expect(await finds(inputs), "what is deleted is not found").toBeUndefined();
}

/** One list, as an observation makes it, tells all that can be known. */
async function expectListed<Api>(
  api: Api,
  definition: ContractDefinition<Api>,
  id: string,
  inputs: Inputs,
  marker: Marker | undefined,
): Promise<void> {
  const known = [{ type: definition.type, id, inputs, outputs: {} }];
  const listed = await definition.list(api, { known, once: (_, load) => load(), signal });
  const [found, ...more] = listed.filter((object) => object.id === id);
  expect(more, "it is listed once").toEqual([]);
  if (found === undefined) throw new Error(`${definition.type} ${id} is not listed`);
  expect(found.marker, "the list tells whose it is").toEqual(marker);
  expect(differences(definition, found, inputs), "the list tells what it is").toEqual([]);
}

/** Fields in which a live object is not what was asked for, as a planner compares them. */
function differences<Api>(definition: ContractDefinition<Api>, found: LiveObject, wanted: Inputs): readonly object[] {
  const fields = Object.keys(wanted).filter((field) => !definition.writeOnly.includes(field));
  const pick = (values: Partial<Inputs>): Inputs =>
    without(Object.fromEntries(fields.map((field) => [field, values[field]])));
  return compareInputs(definition, pick(found.inputs), pick(wanted));
}

function without(values: Readonly<Record<string, Inputs[string] | undefined>>): Inputs {
  const entries = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

interface OpenStage<Api> extends Stage<Api> {
  /** What is done last is undone first. */
  readonly onStrike: (undo: () => Promise<void>) => void;
  strike(): Promise<void>;
}

function openStage<Api>(api: Api): OpenStage<Api> {
  const undos: (() => Promise<void>)[] = [];
  return {
    make: async (definition, inputs) => {
      const marker = { stack, hash: String(undos.length).padStart(32, "f") };
      const made = await definition.create(api, inputs, { marker, signal });
      undos.push(() => definition.delete(api, made.id, { outputs: made.outputs, signal }));
      return made;
    },
    onStrike: (undo) => void undos.push(undo),
    strike: async () => {
      for (const undo of undos.toReversed()) await undo();
    },
  };
}
