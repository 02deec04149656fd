import {
  type Address,
  type AppliedResource,
  type Digest,
  digestOf,
  type Inputs,
  isMove,
  type Plan,
  type Ref,
  refsIn,
  type ResourceGraph,
  type ResourceNode,
  type Step,
  type Value,
} from "@cloudmake/model";
import { Eyes } from "./eyes.ts";
import { Moves } from "./moves.ts";
import { planNode } from "./plan-node.ts";
import { planRemovals } from "./plan-removals.ts";
import { planSweep } from "./plan-sweep.ts";
import { type Known, resolveInputs, unsealed } from "./resolve-inputs.ts";
import { rulesOf, type World } from "./world.ts";

/**
 * The exact steps that bring a stack from what is to what the spec says.
 *
 * 1. Each node, foundations first: its references are filled in with what is known once the steps before it are done.
 * 2. What is recorded and no longer wanted goes, dependents first; then what an interrupted run left behind.
 * 3. What could not be read is held, and what needs an unknown output of a held resource with it.
 */
export function makePlan(world: World): Plan {
  const eyes = new Eyes(world);
  const steps = makeSteps(world, eyes);
  const basis = {
    spec: digestOfGraph(world.graph),
    serial: world.record.serial,
    definitions: digestOfDefinitions(world),
    ...(world.observation === undefined ? {} : { observed: digestOfSight(world, eyes) }),
  };
  const { stack } = world.graph;
  return { formatVersion: 1, stack, digest: digestOf({ stack, basis, steps: steps.map(bare) }), basis, steps };
}

/** The steps alone: whoever carries out nothing needs no digest, which costs as much as the steps. */
export function makeSteps(world: World, eyes: Eyes): Step[] {
  const steps: Step[] = [];
  const planned = new Map<Address, Step>();
  const moves = new Moves(world, eyes);
  for (const node of world.graph.nodes) {
    const inputs = resolveInputs(node.inputs, knownAfter(planned, eyes, moves, world));
    const own = planNode(node, inputs, rulesOf(world, node.type), eyes, world.wishes);
    const step = heldBack(targeted(moves.instead(own), world), planned, eyes);
    moves.settle(step);
    planned.set(node.address, step);
    steps.push(step);
  }
  steps.push(...planRemovals(world, eyes, moves).map((step) => (isMove(step) ? step : targeted(step, world))));
  steps.push(...planSweep(world, eyes, steps).map((step) => targeted(step, world)));
  return steps;
}

/** Digest of what a graph wants; places in the YAML do not count, so moving lines is no change. */
export function digestOfGraph(graph: ResourceGraph): Digest {
  const nodes = graph.nodes.map(({ origins: _, ...wanted }) => wanted);
  return digestOf({ stack: graph.stack, nodes, outputs: graph.outputs });
}

/** Values that stay what they are when the steps planned so far are done. */
function knownAfter(planned: ReadonlyMap<Address, Step>, eyes: Eyes, moves: Moves, world: World): Known {
  return {
    secret: (name) => world.secrets.get(name),
    output: (ref: Ref): Value | undefined => {
      const { address, output } = ref.$ref;
      const step = planned.get(address);
      if (step === undefined) return world.foreign.get(`${address}#${output}`);
      const recorded = eyes.recorded(step) ?? moves.from(step);
      if (recorded === undefined) return undefined;
      switch (step.action) {
        case "keep":
        case "hold":
          return outputOf(recorded, output);
        case "update":
        case "import": // what moves here is known from where it was
          if (rulesOf(world, step.type).volatile.includes(output)) return undefined;
          return outputOf(recorded, output);
        case "create":
        case "replace":
        case "delete":
        case "forget":
          return undefined;
      }
    },
  };
}

/** A recorded output as comparisons need it: secret ones as prints. */
export function outputOf(recorded: Pick<AppliedResource, "id" | "outputs">, output: string): Value | undefined {
  if (output === "id") return recorded.id;
  const value = recorded.outputs[output];
  return value === undefined ? undefined : unsealed(value);
}

function targeted(step: Step, { wishes: { only } }: World): Step {
  if (only === undefined || only.has(step.address) || step.action === "keep") return step;
  return { ...step, action: "hold", reasons: [...step.reasons, { because: "untargeted" }] };
}

/** What stands on a held resource that does not exist, or waits for an output of one, cannot be made either. */
function heldBack(step: Step, planned: ReadonlyMap<Address, Step>, eyes: Eyes): Step {
  if (step.action === "keep" || step.action === "hold") return step;
  const awaited = new Set(refsIn(step.inputs ?? {}).map(({ $ref }) => $ref.address));
  const blocker = [...awaited, ...step.dependsOn].find((address) => {
    const foundation = planned.get(address);
    if (foundation?.action !== "hold") return false;
    return awaited.has(address) || eyes.recorded(foundation) === undefined;
  });
  if (blocker === undefined) return step;
  return { ...step, action: "hold", reasons: [...step.reasons, { because: "dependency", address: blocker }] };
}

function bare({ reasons, ...step }: Step): unknown {
  return { ...step, because: reasons.map(({ because }) => because) };
}

function digestOfDefinitions(world: World): Digest {
  const types = [...world.graph.nodes, ...world.record.resources].map(({ type }: Pick<ResourceNode, "type">) => type);
  return digestOf([...new Set(types)].sort().map((type) => [type, rulesOf(world, type).revision]));
}

/** The observed values of managed fields: whatever else moves in the clouds does not make a plan stale. */
function digestOfSight(world: World, eyes: Eyes): Digest {
  const seen = world.record.resources.map((resource): readonly [string, string, Inputs | null] => {
    const sight = eyes.byId(resource.type, resource.id);
    if (sight.kind !== "there") return [resource.address, sight.kind, null];
    const managed = Object.keys(resource.inputs).map((field) => [field, sight.object.inputs[field] ?? null] as const);
    return [resource.address, sight.object.id, Object.fromEntries(managed)];
  });
  const recorded = new Set(world.record.resources.map(({ address }) => address));
  const fresh = world.graph.nodes
    .filter(({ address }) => !recorded.has(address))
    .map((node) => {
      const sight = eyes.byMarker(node.type, node.marker);
      return [node.address, sight.kind === "there" ? sight.object.id : sight.kind];
    });
  return digestOf({ seen, fresh });
}
