import type { InputProblem, Inputs, Marker, ResourceRules } from "@cloudmake/model";
import { isJoin, isList, isPrint, isRecord, isRef, isSecretRef } from "@cloudmake/model";
import type { KnownObject } from "@cloudmake/ports";
import type { z } from "zod";
import type { CloudApi } from "./http/cloud-api.ts";
import type { Cloud } from "./http/cloud.ts";

/** A live object in the normal form of its definition. */
export interface Live<I, O> {
  readonly id: string;
  readonly name: string;
  readonly marker?: Marker | undefined;
  /** Rebuilt from the live object exactly as Check would normalise them, markers taken out; unreadable ones absent. */
  readonly inputs: Partial<I>;
  readonly outputs: O;
}

export interface ReadCall {
  readonly signal: AbortSignal;
}

export interface ListCall extends ReadCall {
  /** Recorded objects (all types) of the stacks looked at; types that live under a parent list under these parents. */
  readonly known: readonly KnownObject[];
  /** Lists shared by several definitions are fetched once per observation. */
  once<T>(key: string, load: () => Promise<T>): Promise<T>;
}

export interface FindCall extends ReadCall {
  readonly marker: Marker;
  /** Ids that must not be taken over: the predecessors in a replacement. */
  readonly exclude: ReadonlySet<string>;
}

export interface CreateCall extends ReadCall {
  readonly marker: Marker;
}

export interface UpdateCall<I, O> extends ReadCall {
  readonly marker: Marker;
  /** The object before: recorded inputs and outputs. */
  readonly old: { readonly inputs: Partial<I>; readonly outputs: Partial<O> };
  /** Top-level inputs that differ. */
  readonly changed: ReadonlySet<keyof I & string>;
}

export interface DeleteCall<O> extends ReadCall {
  readonly outputs: Partial<O>;
}

/**
 * The one description of a resource type: it feeds the planner (its rules), the gRPC provider, the observer
 * (`list`) and the contract tests. Calls are idempotent; a caller never has to know what happened before.
 */
export interface ResourceDefinition<I = never, O = never> extends ResourceRules {
  readonly api: Cloud;
  /** Version of the official SDK whose token this is. */
  readonly version: string;
  readonly inputs: z.ZodType<I>;
  readonly outputs: z.ZodType<O>;
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

/** The object exists, but its making did not end well: saved as incomplete, completed by the next apply. */
export class PartialCreate<I, O> extends Error {
  readonly live: Live<I, O>;
  readonly reasons: readonly string[];

  constructor(live: Live<I, O>, reasons: readonly string[], cause?: unknown) {
    super("PARTIAL_CREATE", { cause });
    this.live = live;
    this.reasons = reasons;
  }
}

type Optional =
  | "revision"
  | "replaceOn"
  | "replacement"
  | "secrets"
  | "secretOutputs"
  | "writeOnly"
  | "sets"
  | "volatile"
  | "stateful"
  | "naming";

type Described<I, O> = Omit<ResourceDefinition<I, O>, Optional | "cloud" | "check"> &
  Partial<Pick<ResourceDefinition<I, O>, Optional>> & {
    readonly replaceOn?: readonly (keyof I & string)[];
    readonly secrets?: readonly (keyof I & string)[];
    readonly writeOnly?: readonly (keyof I & string)[];
    readonly sets?: readonly (keyof I & string)[];
    readonly secretOutputs?: readonly (keyof O & string)[];
    readonly volatile?: readonly (keyof O & string)[];
  };

export function defineResource<I, O>(described: Described<I, O>): ResourceDefinition<I, O> {
  return {
    revision: 1,
    replaceOn: [],
    replacement: "create-first",
    secrets: [],
    secretOutputs: [],
    writeOnly: [],
    sets: [],
    volatile: [],
    stateful: false,
    naming: undefined,
    ...described,
    cloud: described.api.name,
    check: (inputs) => checkInputs(described.inputs, inputs),
  };
}

/** Problems of inputs; what stands under an unresolved reference counts as right. */
function checkInputs(schema: z.ZodType, inputs: Inputs): readonly InputProblem[] {
  const result = schema.safeParse(inputs);
  if (result.success) return [];
  return result.error.issues
    .map((issue) => ({
      path: issue.path.map((part) => (typeof part === "number" ? part : String(part))),
      reason: issue.message,
    }))
    .filter(({ path }) => !leadsToUnknown(inputs, path));
}

function leadsToUnknown(value: unknown, path: readonly (string | number)[]): boolean {
  if (isRef(value) || isSecretRef(value) || isJoin(value) || isPrint(value)) return true;
  const [head, ...rest] = path;
  if (head === undefined) return false;
  if (isList(value)) return leadsToUnknown(value[Number(head)], rest);
  return isRecord(value) && leadsToUnknown(value[head], rest);
}
