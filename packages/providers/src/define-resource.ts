import { type CloudName, Failure, Inputs, isList, isRecord, type Marker } from "@cloudmake/model";
import type { KnownObject } from "@cloudmake/ports";
import type { z } from "zod";
import type { ResourceDescription } from "./describe-resource.ts";
import type { CloudApi } from "./http/cloud-api.ts";
import type { Cloud } from "./http/cloud.ts";

/** A live object in the normal form of its definition. */
export interface Live<I = Inputs, O = Inputs> {
  readonly id: string;
  readonly name: string;
  readonly marker?: Marker | undefined;
  /**
   * Rebuilt from the live object exactly as Check would normalise them, markers taken out. What can be read and is not
   * set is `null` or empty; absent is only what cannot be read: a setting that somebody takes away must be seen to go.
   */
  readonly inputs: { readonly [Field in keyof I]?: I[Field] | null };
  readonly outputs: O;
}

export interface ReadCall {
  readonly signal: AbortSignal;
}

export interface ListCall extends ReadCall {
  /** Recorded objects (all types) of the stacks looked at; types that live under a parent list under these parents. */
  readonly known: readonly KnownObject[];
  /** Lists shared by several definitions are fetched once per observation. */
  readonly once: <T>(key: string, load: () => Promise<T>) => Promise<T>;
}

export interface FindCall extends ReadCall {
  readonly marker: Marker;
  /** Ids that must not be taken over: the predecessors in a replacement. */
  readonly exclude: ReadonlySet<string>;
}

export interface CreateCall extends ReadCall {
  readonly marker: Marker;
}

export interface UpdateCall<I = Inputs, O = Inputs> extends ReadCall {
  readonly marker: Marker;
  /** The object before: recorded inputs and outputs; what no longer fits the schema (prints of secrets) is absent. */
  readonly old: { readonly inputs: Partial<I>; readonly outputs: Partial<O> };
  /** Top-level inputs that differ. */
  readonly changed: ReadonlySet<keyof I & string>;
}

export interface DeleteCall<O = Inputs> extends ReadCall {
  readonly outputs: Partial<O>;
}

/** What can be done with objects of one type. Calls are idempotent; a caller never has to know what happened before. */
export interface ResourceCalls<I, O> {
  /** Everything of this type in the account, by list calls only. */
  list(api: CloudApi, call: ListCall): Promise<readonly Live<I, O>[]>;
  /** `undefined`: gone. */
  read(api: CloudApi, id: string, call: ReadCall): Promise<Live<I, O> | undefined>;
  /** The object that already carries this marker (or, for types without one, this natural key). */
  find(api: CloudApi, inputs: I, call: FindCall): Promise<Live<I, O> | undefined>;
  /** Makes it and waits until it is ready. Throws `PartialCreate` when it exists but is not ready. */
  create(api: CloudApi, inputs: I, call: CreateCall): Promise<Live<I, O>>;
  update(api: CloudApi, id: string, inputs: I, call: UpdateCall<I, O>): Promise<Live<I, O>>;
  /** Already gone is done; resolves when the cloud no longer lists it. */
  delete(api: CloudApi, id: string, call: DeleteCall<O>): Promise<void>;
}

/**
 * A description and its calls: it feeds the planner (its rules), the gRPC provider, the observer (`list`) and the
 * contract tests. All definitions have this one type, so they fit into one list: inputs and outputs go in and out as
 * plain data, and `defineResource` decodes them by the schemas.
 */
export type ResourceDefinition = ResourceDescription & { readonly api: Cloud } & ResourceCalls<Inputs, Inputs>;

/** The object exists, but its making did not end well: saved as incomplete, completed by the next apply. */
export class PartialCreate<I = Inputs, O = Inputs> extends Error {
  readonly live: Live<I, O>;
  readonly reasons: readonly string[];

  constructor(live: Live<I, O>, reasons: readonly string[], cause?: unknown) {
    super("PARTIAL_CREATE", { cause });
    this.live = live;
    this.reasons = reasons;
  }
}

/** How to do with one cloud what a description says. */
type Calls<In extends z.ZodObject, Out extends z.ZodObject, Name extends CloudName> = ResourceCalls<
  z.output<In>,
  z.output<Out>
> & { readonly api: Cloud<Name> };

/** A description's calls in the cloud it names. */
export function defineResource<In extends z.ZodObject, Out extends z.ZodObject, Name extends CloudName>(
  description: ResourceDescription<In, Out, Name>,
  calls: Calls<In, Out, NoInfer<Name>>,
): ResourceDefinition {
  const typed = { ...description, ...calls };
  return { ...typed, ...plainCalls(typed) };
}

/** The typed calls behind plain data. */
function plainCalls<In extends z.ZodObject, Out extends z.ZodObject>(
  typed: ResourceDescription<In, Out> & ResourceCalls<z.output<In>, z.output<Out>>,
): ResourceCalls<Inputs, Inputs> {
  const decode = (inputs: Inputs): z.output<In> => decodeInputs(typed.inputs, typed.type, inputs);
  return {
    list: async (api, call) => (await typed.list(api, call)).map(plainLive),
    read: async (api, id, call) => plainOrGone(await typed.read(api, id, call)),
    find: async (api, inputs, call) => plainOrGone(await typed.find(api, decode(inputs), call)),
    create: async (api, inputs, call) => {
      try {
        return plainLive(await typed.create(api, decode(inputs), call));
      } catch (error) {
        if (!(error instanceof PartialCreate)) throw error;
        throw new PartialCreate(plainLive(error.live), error.reasons, error.cause);
      }
    },
    update: async (api, id, inputs, call) => {
      const { marker, signal } = call;
      const old = { inputs: known(typed.inputs, call.old.inputs), outputs: known(typed.outputs, call.old.outputs) };
      const changed = new Set(Object.keys(typed.inputs.shape).filter((field) => call.changed.has(field)));
      return plainLive(await typed.update(api, id, decode(inputs), { marker, signal, old, changed }));
    },
    delete: (api, id, { signal, outputs }) => typed.delete(api, id, { signal, outputs: known(typed.outputs, outputs) }),
  };
}

/** Fits what Check let through as unknown; a reference that resolved to nonsense is refused here. */
function decodeInputs<S extends z.ZodObject>(schema: S, type: string, inputs: Inputs): z.output<S> {
  const result = schema.safeParse(inputs);
  if (result.success) return result.data;
  const problem = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  throw new Failure("USAGE", { problem: `${type} cannot be made from these inputs: ${problem}` });
}

/** The fields of a recorded object that still fit the schema. */
function known<S extends z.ZodObject>(schema: S, recorded: Partial<Inputs>): Partial<z.output<S>> {
  const entries = Object.entries(schema.shape).flatMap(([field, fieldSchema]) => {
    const result = fieldSchema.safeParse(recorded[field]);
    return result.success && result.data !== undefined ? [[field, result.data]] : [];
  });
  // oxlint-disable-next-line typescript/consistent-type-assertions -- each field was decoded by its own schema
  return Object.fromEntries(entries) as Partial<z.output<S>>;
}

function plainOrGone(live: Live<object, object> | undefined): Live | undefined {
  return live === undefined ? undefined : plainLive(live);
}

function plainLive(live: Live<object, object>): Live {
  return { ...live, inputs: plain(live.inputs), outputs: plain(live.outputs) };
}

/** `undefined` has no place in plain data, at any depth. */
function plain(data: object): Inputs {
  return Inputs.parse(withoutGaps(data));
}

function withoutGaps(data: object): object {
  const entries = Object.entries(data).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, valueWithoutGaps(value)]));
}

function valueWithoutGaps(value: unknown): unknown {
  if (isList(value)) return value.map(valueWithoutGaps);
  return isRecord(value) ? withoutGaps(value) : value;
}
