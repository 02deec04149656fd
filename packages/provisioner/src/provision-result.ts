import {
  Address,
  type AppliedResource,
  concealInputs,
  hexDigest,
  type Inputs,
  isMove,
  type ResourceNode,
  type StackId,
  type Step,
  type WireInputs,
} from "@cloudmake/model";
import type { ProvisionJob, Registered, Sealer } from "@cloudmake/ports";
import type { RunOutcome } from "./run-outcome.ts";
import { addressOfUrn, typeOfUrn } from "./urn.ts";

export interface RunFacts {
  readonly job: ProvisionJob;
  readonly outcome: RunOutcome;
  /** Answers of the program; none when it never ran to its end. */
  readonly registered: readonly Registered[];
  /** The engine came to its end without complaint. */
  readonly complete: boolean;
  /** Token -> names of its outputs. */
  readonly outputs: ReadonlyMap<string, readonly string[]>;
  readonly sealer: Sealer;
}

/**
 * Every resource that exists now as far as the run knows: as the providers left it, else as the engine has it, else
 * as it was recorded.
 */
export function appliedResources(facts: RunFacts): readonly AppliedResource[] {
  const { job, outcome } = facts;
  const before = new Map(job.record.resources.map((resource) => [keyOf(resource), resource]));
  const engine = engineKnowledge(facts.registered, job.stack);
  const steps = new Map(job.plan.steps.map((step) => [keyOf(step), step]));
  const made = job.graph.nodes.flatMap((node): AppliedResource[] => {
    const held = steps.get(keyOf(node))?.action === "hold";
    const resource = fromProvider(node, facts) ?? (held ? undefined : fromEngine(node, engine, facts));
    return resource === undefined ? [] : [resource];
  });
  const now = new Map(made.map((resource) => [keyOf(resource), resource]));
  const order = [...job.graph.nodes.map(keyOf), ...before.keys()];
  return [...new Set(order)].flatMap((key): AppliedResource[] => {
    const recorded = before.get(key);
    const current = now.get(key);
    const was = recorded === undefined || outcome.isGone(recorded) ? undefined : recorded;
    if (current !== undefined) {
      const replaced = was !== undefined && was.id !== current.id && steps.get(key)?.action === "replace";
      return replaced ? [current, leftBehind(was)] : [current];
    }
    return was === undefined || isLetGo(was, steps.get(key), facts) ? [] : [was];
  });
}

/** Also an incomplete run has moved what another address has now: two of them must not have one object. */
function isLetGo(recorded: AppliedResource, step: Step | undefined, { complete, outcome }: RunFacts): boolean {
  return step?.action === "forget" && (complete || (isMove(step) && outcome.movedAway(recorded)));
}

/** What a replacement left behind, because deleting it failed or was not reached: recorded, so that it is deleted. */
function leftBehind(recorded: AppliedResource): AppliedResource {
  return { ...recorded, address: addressLeftBehind(recorded.address, recorded.id) };
}

/** Where a record has an object of which a replacement at its own address took the place. */
export function addressLeftBehind(address: Address, id: string): Address {
  return Address.parse(`${address}-replaced-${hexDigest(id).slice(0, 6)}`);
}

function fromProvider(node: ResourceNode, { outcome, sealer, outputs }: RunFacts): AppliedResource | undefined {
  const object = outcome.objectOf(node);
  if (object === undefined) return undefined;
  const resource = applied(node, object.id, object.inputs, object.outputs, outputs, sealer);
  return object.incomplete.length === 0 ? resource : { ...resource, incomplete: [...object.incomplete] };
}

function fromEngine(node: ResourceNode, engine: Engine, { outputs, sealer }: RunFacts): AppliedResource | undefined {
  const known = engine.get(keyOf(node));
  return known === undefined ? undefined : applied(node, known.id, known.inputs, known.state, outputs, sealer);
}

/** What is recorded of an object as the engine or a provider has it. */
export function applied(
  { address, type, marker, dependsOn, deletion }: Omit<ResourceNode, "inputs" | "origins">,
  id: string,
  inputs: WireInputs,
  state: WireInputs,
  outputs: RunFacts["outputs"],
  sealer: Sealer,
): AppliedResource {
  const names = outputs.get(type) ?? [];
  const own = Object.fromEntries(Object.entries(state).filter(([name]) => names.includes(name)));
  return {
    address,
    type,
    id,
    marker,
    inputs: concealInputs(inputs, sealer.print),
    outputs: sealed(own, sealer),
    dependsOn: [...dependsOn],
    deletion,
  };
}

function sealed(outputs: WireInputs, sealer: Sealer): Inputs {
  return concealInputs(outputs, (secret) => ({ ...sealer.seal(secret) }));
}

type Engine = ReadonlyMap<string, { readonly id: string; readonly inputs: WireInputs; readonly state: WireInputs }>;

function engineKnowledge(registered: readonly Registered[], stack: StackId): Engine {
  return new Map(
    registered.flatMap((answer) => {
      if (answer.kind !== "registered" || typeof answer.id !== "string") return [];
      const address = addressOfUrn(stack, answer.urn);
      if (address === undefined) return [];
      const type = typeOfUrn(answer.urn);
      return [[keyOf({ address, type }), { id: answer.id, inputs: answer.inputs, state: answer.state }] as const];
    }),
  );
}

function keyOf({ address, type }: { readonly address: string; readonly type: string }): string {
  return `${address} ${type}`;
}
