import { type Interrupted, interruptedBy, type InterruptedCreation } from "@cloudmake/engine";
import { type AppliedRecord, emptyRecord, type Observation, type StackId } from "@cloudmake/model";
import type { KnownObject, StateBackend } from "@cloudmake/ports";
import type { Platform } from "./platform.ts";

interface WithState {
  readonly state: Pick<StateBackend, "records" | "journals">;
}

/** What the state says of a stack. */
export interface Recorded {
  readonly record: AppliedRecord;
  readonly interrupted: Interrupted;
}

/** A look at the clouds, and what the state said before it. */
export interface EarlyLook {
  readonly recorded: ReadonlyMap<StackId, Recorded>;
  readonly sought: Sought;
  readonly observation: Promise<Observation>;
}

/** What to look for: everything of these types. */
interface Sought {
  readonly types: readonly string[];
  readonly known: readonly KnownObject[];
}

/**
 * Reads the state of stacks that will probably be asked for and begins to look for what stands in it, before anybody has
 * read their specs. A wrong guess costs list calls and never gives a wrong answer.
 * @returns once the look has begun
 */
export async function lookEarly(
  platform: WithState & Pick<Platform, "observer">,
  isLikely: (stack: StackId) => boolean,
  { signal }: { readonly signal: AbortSignal },
): Promise<EarlyLook> {
  const stacks = (await platform.state.records.list({ signal })).filter(isLikely);
  const read = await Promise.all(stacks.map((stack) => readStack(platform, stack, { signal })));
  const sought = soughtOf(read, []);
  const observation = platform.observer.observe({ ...sought, signal });
  observation.catch(() => undefined); // told to whoever asks for it
  return { recorded: new Map(read.map((one) => [one.record.stack, one])), sought, observation };
}

/** What was read early is not read again: what the clouds said came after it. */
export async function readStack(
  { state }: WithState,
  stack: StackId,
  { signal, early }: { readonly signal: AbortSignal; readonly early?: EarlyLook | undefined },
): Promise<Recorded> {
  const known = early?.recorded.get(stack);
  if (known !== undefined) return known;
  const [record, journal] = await Promise.all([
    state.records.read(stack, { signal }),
    state.journals.read(stack, { signal }),
  ]);
  return { record: record ?? emptyRecord(stack), interrupted: interruptedBy(journal) };
}

/** Recorded objects, those that an interrupted run had begun, and the types of what is wanted. */
export function soughtOf(recorded: readonly Recorded[], wanted: readonly { readonly type: string }[]): Sought {
  const begun = recorded.flatMap(({ interrupted }) => [...interrupted.creations.values()]);
  // What was begun under a parent of another stack is found under it, although no record says so.
  const known = [...recorded.flatMap(({ record }) => record.resources), ...begun.map(knownThen)];
  const types = [...known, ...wanted].map(({ type }) => type);
  return { types: [...new Set(types)].sort(), known };
}

export function knownThen({ type, id, inputs }: InterruptedCreation): KnownObject {
  return { type, id, inputs, outputs: {} };
}

/** Asks the clouds for what the early look, if there is one, did not look for. */
export async function observe(
  { observer }: Pick<Platform, "observer">,
  sought: Sought,
  { signal, early }: { readonly signal: AbortSignal; readonly early?: EarlyLook | undefined },
): Promise<Observation> {
  if (early === undefined || !covers(early.sought, sought)) return observer.observe({ ...sought, signal });
  const begun = new Set(early.sought.types);
  const rest = sought.types.filter((type) => !begun.has(type));
  const [seen, more] = await Promise.all([
    early.observation,
    rest.length === 0 ? undefined : observer.observe({ ...sought, types: rest, signal }),
  ]);
  const wanted = new Set(sought.types);
  const isWanted = ({ type }: { readonly type: string }): boolean => wanted.has(type);
  return {
    takenAt: seen.takenAt,
    types: [...seen.types.filter((type) => wanted.has(type)), ...(more?.types ?? [])],
    objects: [...seen.objects.filter(isWanted), ...(more?.objects ?? [])],
    unreadable: [...seen.unreadable.filter(isWanted), ...(more?.unreadable ?? [])],
  };
}

/** Whether everything known was known to the earlier look, too: types under a parent are listed under those known. */
function covers(earlier: Sought, { known }: Sought): boolean {
  const before = new Set(earlier.known.map(keyOf));
  return known.every((object) => before.has(keyOf(object)));
}

function keyOf({ type, id }: KnownObject): string {
  return `${type} ${id}`;
}
