import {
  type AppliedRecord,
  type AppliedResource,
  emptyRecord,
  type Inputs,
  type ObservedObject,
} from "@cloudmake/model";
import { makePlan } from "./make-plan.ts";
import { nextRecord } from "./next-record.ts";
import { orphanAddress } from "./plan-sweep.ts";
import { resolveInputs } from "./resolve-inputs.ts";
import type { World } from "./world.ts";

/** What a lost record is made again from. */
export interface Remains {
  /** Its record is what could still be read of it, or empty; its observation looked at every type. */
  readonly world: World;
  /** What the engine's own state says; without markers. */
  readonly recalled: readonly AppliedResource[];
  /** No record of this stack had a higher one. */
  readonly serial: number;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * Makes a record again from what is left of a stack:
 * 1. what the engine's own state has, unless the cloud says that it is gone;
 * 2. what carries a marker of a node of the spec: the next apply writes again what the cloud does not tell of it;
 * 3. what else carries the stack's marker, so that it is deleted and not forgotten. What an interrupted run left is
 *    the sweep's.
 *
 * What the journal knows to be let go stays so.
 */
export function rebuildRecord({ world, recalled, serial, at }: Remains): AppliedRecord {
  const { graph, secrets, foreign } = world;
  const resources = [...still(world, recalled)];
  for (const object of marked(world)) {
    const node = graph.nodes.find(({ type, marker }) => type === object.type && marker === object.marker?.hash);
    const known = resources.some(
      ({ type, id, address }) => type === object.type && (id === object.id || address === node?.address),
    );
    if (!known) resources.push(node === undefined ? stray(world, object) : fromCloud(world, node, object));
  }
  const order = graph.nodes.map(({ address }) => address);
  const rank = ({ address }: AppliedResource): number => order.indexOf(address) + 1 || order.length + 1;
  resources.sort((a, b) => rank(a) - rank(b));
  const found = { ...emptyRecord(graph.stack), serial, resources };
  const plan = makePlan({ ...world, record: found });
  const unlike = plan.steps.filter(({ action }) => action !== "keep").map(({ address }) => address);
  const before = { ...emptyRecord(graph.stack), serial };
  const run = { graph, plan, complete: false, resources, failed: new Set(unlike), secrets, foreign, at };
  return nextRecord(before, run);
}

/** What the engine knows and nobody saw to be gone, with its marker. */
function still(
  { graph, observation, interrupted }: World,
  recalled: readonly AppliedResource[],
): readonly AppliedResource[] {
  const unreadable = new Set(observation?.unreadable.map(({ type }) => type));
  const asked = new Set(observation?.types.filter((type) => !unreadable.has(type)));
  return recalled.flatMap((resource) => {
    const { address, type, id } = resource;
    if (isLetGo(interrupted, resource)) return [];
    const object = observation?.objects.find((seen) => seen.type === type && seen.id === id);
    if (asked.has(type) && object === undefined) return [];
    const node = graph.nodes.find((wanted) => wanted.address === address && wanted.type === type);
    const marker = object?.marker?.hash ?? node?.marker ?? "";
    return [{ ...resource, marker, deletion: node?.deletion ?? resource.deletion }];
  });
}

function marked({ graph, observation, interrupted }: World): readonly ObservedObject[] {
  const wanted = new Set(graph.nodes.map(({ marker }) => marker));
  return (observation?.objects ?? []).filter((object) => {
    const { marker } = object;
    if (marker?.stack !== graph.stack || isLetGo(interrupted, object)) return false;
    return wanted.has(marker.hash) || !interrupted.creations.has(marker.hash);
  });
}

function isLetGo({ letGo }: World["interrupted"], { type, id }: Pick<ObservedObject, "type" | "id">): boolean {
  return letGo.some((object) => object.type === type && object.id === id);
}

function fromCloud(
  { secrets, foreign }: World,
  { address, type, marker, inputs, dependsOn, deletion }: World["graph"]["nodes"][number],
  object: ObservedObject,
): AppliedResource {
  const wanted = resolveInputs(inputs, {
    secret: (name) => secrets.get(name),
    output: ({ $ref }) => foreign.get(`${$ref.address}#${$ref.output}`),
  });
  const told: Inputs = Object.fromEntries(
    Object.entries(object.inputs).filter(([field, value]) => field in wanted && value !== null),
  );
  const incomplete = ["its record was made again from the cloud, which does not tell everything"];
  const { id, outputs } = object;
  return { address, type, id, marker, inputs: told, outputs, dependsOn: [...dependsOn], deletion, incomplete };
}

function stray({ graph }: World, { type, id, marker, inputs, outputs }: ObservedObject): AppliedResource {
  const address = orphanAddress(graph.stack, type, id);
  return { address, type, id, marker: marker?.hash ?? "", inputs, outputs, dependsOn: [], deletion: "default" };
}
