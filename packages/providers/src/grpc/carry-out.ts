import {
  type Digest,
  Failure,
  hideSecrets,
  idempotencyKey,
  type Inputs,
  type JournalEntry,
  secretTexts,
  type WireInputs,
} from "@cloudmake/model";
import type { Admission, Mutation } from "@cloudmake/ports";
import { PartialCreate, type ResourceDefinition } from "../define-resource.ts";
import { describeError } from "./describe-error.ts";
import { rpcCodeOf, type RpcCode } from "./rpc-error.ts";
import type { Serving, Subject } from "./serving.ts";
import { outputsOf, stateOf } from "./wire-outputs.ts";

/** An object that exists, but not as it should: what the engine needs to keep it. */
export interface PartialObject {
  readonly id: string;
  readonly inputs: WireInputs;
  readonly state: WireInputs;
  readonly reasons: readonly string[];
}

/** A mutation that did not end well, reported to the session and put in words for the engine. */
export class FailedMutation extends Error {
  readonly code: RpcCode;
  /** The half-made object, where one exists. */
  readonly partial: PartialObject | undefined;

  constructor(code: RpcCode, message: string, partial: PartialObject | undefined, cause: unknown) {
    super(message, { cause });
    this.code = code;
    this.partial = partial;
  }
}

/** Runs a mutation behind the gate: nothing reaches a cloud that the plan does not say. */
export async function carryOut<T>(
  serving: Serving,
  { address, definition }: Subject,
  mutation: Pick<Mutation, "rpc" | "inputs" | "id">,
  wire: WireInputs,
  work: (admission: Admission) => Promise<T>,
): Promise<T> {
  const { rpc } = mutation;
  try {
    return await work(await admit(serving, { ...mutation, address, type: definition.type }));
  } catch (error) {
    const secrets = [...secretTexts(wire), ...(serving.session.secrets ?? [])];
    const { code, message, cause } = describeError(error, secrets);
    serving.session.failed({ address, rpc, code, message, cause });
    const partial = error instanceof PartialCreate ? partialOf(definition, error, wire, secrets) : undefined;
    throw new FailedMutation(rpcCodeOf(error), `${code}: ${message}`, partial, error);
  }
}

/**
 * Says in the journal what is about to be done, does it, and says what came of it. Whoever waited for a cloud meanwhile may
 * have lost the lease since the gate let the mutation in: then nothing is said. Each request asks once more by itself.
 */
export async function journaled<T extends { readonly id: string }>(
  serving: Serving,
  { address, definition: { type } }: Subject,
  intent: {
    readonly action: "create" | "update" | "delete";
    readonly marker: string;
    readonly id?: string | undefined;
    readonly inputs?: Inputs;
    readonly fields?: readonly string[];
    readonly wanted?: Digest;
  },
  work: () => Promise<T>,
): Promise<T> {
  const { run, journal, gate } = serving.session;
  gate.mustHold();
  const { action, marker, id, inputs, fields, wanted } = intent;
  const about = { run, address, type, action, marker };
  await journal({
    entry: "intent",
    at: now(),
    key: idempotencyKey(address),
    ...about,
    ...(id === undefined ? {} : { id }),
    ...(inputs === undefined ? {} : { inputs }),
    ...(fields === undefined ? {} : { fields: [...fields] }),
    ...(wanted === undefined ? {} : { wanted }),
  });
  try {
    const result = await work();
    await journal({ entry: "result", at: now(), ...about, id: result.id });
    return result;
  } catch (error) {
    if (error instanceof PartialCreate) await journal({ entry: "result", at: now(), ...about, id: error.live.id });
    else if (isAnswer(error)) await noteFailure(serving, { ...about, ...(id === undefined ? {} : { id }) }, error.code);
    throw error;
  }
}

/** A service that refuses has ended the call; after silence it may still be at work. */
function isAnswer(error: unknown): error is Failure {
  if (!(error instanceof Failure)) return false;
  return !["PROVIDER_UNAVAILABLE", "TIMEOUT", "CANCELLED"].includes(error.code);
}

/** A journal that cannot be written any more must not hide why the call failed. */
async function noteFailure(
  { session }: Serving,
  about: Omit<Extract<JournalEntry, { entry: "failed" }>, "entry" | "at" | "code">,
  code: string,
): Promise<void> {
  await session.journal({ entry: "failed", at: now(), ...about, code }).catch(() => undefined);
}

async function admit({ session }: Serving, mutation: Mutation): Promise<Admission> {
  try {
    return session.gate.admit(mutation);
  } catch (error) {
    const { address, rpc } = mutation;
    const { code } = describeError(error, []);
    await session.journal({ entry: "refused", run: session.run, at: now(), address, action: rpc, code });
    throw error;
  }
}

function partialOf(
  definition: ResourceDefinition,
  { live, reasons }: PartialCreate,
  inputs: WireInputs,
  secrets: readonly string[],
): PartialObject {
  return {
    id: live.id,
    inputs,
    state: stateOf(inputs, outputsOf(definition, live, inputs)),
    reasons: reasons.map((reason) => hideSecrets(reason, secrets, { cutOff: true })),
  };
}

function now(): string {
  return new Date().toISOString();
}
