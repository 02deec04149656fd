import {
  addressOf,
  type Address,
  type AppliedRecord,
  type AppliedResource,
  emptyRecord,
  type Inputs,
  markerOf,
  type ObservedObject,
  type Observation,
  type Plan,
  type Reason,
  refsIn,
  type ResourceGraph,
  type ResourceNode,
  type ResourceRules,
  stackId,
  type Step,
  type Value,
} from "@cloudmake/model";
import { keyOf, noWishes, resolveInputs, outputOf, type Wishes, type World } from "../src/index.ts";

export const stack = stackId("shop", "prod");

/** Three made-up types: a plain one, one that holds data, one whose replacement must delete first. */
export const rules = new Map(
  [
    ruleOf("test:index:Server", { replaceOn: ["image"], writeOnly: ["userData"], sets: ["keys"], volatile: ["ip"] }),
    ruleOf("test:index:Disk", { replaceOn: ["region"], stateful: true }),
    ruleOf("test:index:Name", { replaceOn: ["name"], replacement: "delete-first" }),
  ].map((rule) => [rule.type, rule]),
);

function ruleOf(type: string, own: Partial<ResourceRules>): ResourceRules {
  return {
    type,
    cloud: "hetzner",
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
    check: () => [],
    ...own,
  };
}

export function node(name: string, inputs: Inputs, own: Partial<ResourceNode> = {}): ResourceNode {
  const address = addressOf(stack, name, own.type === undefined ? "server" : "object");
  const type = own.type ?? "test:index:Server";
  const dependsOn = [...new Set(refsIn(inputs).map(({ $ref }) => $ref.address))].sort();
  const replaceOn = rules.get(type)?.replaceOn ?? [];
  const marker = markerOf(address, inputs, replaceOn, new Map());
  return { address, type, inputs, dependsOn, marker, deletion: "default", origins: {}, ...own };
}

export function graphOf(nodes: readonly ResourceNode[]): ResourceGraph {
  return { stack, nodes, outputs: {} };
}

/** What an apply of a node leaves: id and outputs follow from name and marker. */
export function applied(of: ResourceNode, own: Partial<AppliedResource> = {}): AppliedResource {
  const { address, type, marker, inputs, deletion } = of;
  const id = own.id ?? `${address.split("/")[2]}-${marker.slice(0, 4)}`;
  return {
    address,
    type,
    marker,
    inputs,
    deletion,
    dependsOn: [...of.dependsOn],
    id,
    outputs: { ip: `ip-${id}` },
    ...own,
  };
}

export function recordOf(resources: readonly AppliedResource[]): AppliedRecord {
  return { ...emptyRecord(stack), serial: 1, resources: [...resources] };
}

export function seen(of: AppliedResource, own: Partial<ObservedObject> = {}): ObservedObject {
  const { userData: _, ...readable } = of.inputs;
  const { type, id, outputs } = of;
  return { type, id, name: id, marker: { stack, hash: of.marker }, inputs: readable, outputs, ...own };
}

export function sight(objects: readonly ObservedObject[], own: Partial<Observation> = {}): Observation {
  return { takenAt: "2026-11-21T12:00:00Z", types: [...rules.keys()], objects: [...objects], unreadable: [], ...own };
}

export function unreadable(type: string): Observation["unreadable"][number] {
  return { type, cloud: "hetzner", code: "PROVIDER_UNAVAILABLE", message: "503" };
}

export interface Given {
  readonly graph?: readonly ResourceNode[];
  readonly applied?: readonly AppliedResource[];
  readonly observed?: Observation;
  readonly interrupted?: readonly AppliedResource[];
  readonly wishes?: Partial<Wishes>;
}

export function world(given: Given): World {
  return {
    graph: graphOf(given.graph ?? []),
    record: recordOf(given.applied ?? []),
    observation: given.observed,
    rules,
    secrets: new Map([["TOKEN", { $print: "print-of-token" }]]),
    foreign: new Map(),
    interrupted: new Map(given.interrupted?.map((made) => [made.marker, made])),
    wishes: { ...noWishes, ...given.wishes },
  };
}

/** `update box: serverType`, with reasons in short. */
export function asLine({ action, address, reasons }: Step): string {
  const name = address
    .split("/")
    .slice(2)
    .join("/")
    .replace(/\/(server|object)$/, "");
  return [`${action} ${name}`, reasons.map(inShort).join(", ")].filter((part) => part !== "").join(": ");
}

function inShort(reason: Reason): string {
  switch (reason.because) {
    case "changed":
      return reason.field;
    case "drifted":
      return `${reason.field} drifted`;
    default:
      return reason.because;
  }
}

/** Carries a plan out on plain values, up to `stopAfter` mutations, as a provider with adoption would. */
export function carryOut(before: World, plan: Plan, stopAfter = Number.POSITIVE_INFINITY): World {
  const objects = new Map((before.observation?.objects ?? []).map((object) => [`${object.type} ${object.id}`, object]));
  const done = new Map(before.record.resources.map((resource) => [keyOf(resource), resource]));
  const interrupted = new Map(before.interrupted);
  let mutations = 0;
  const mutate = (change: () => void): void => {
    if (mutations >= stopAfter) return;
    mutations += 1;
    change();
  };
  const output = (address: Address, name: string): Value | undefined => {
    const resource = [...done.values()].find((candidate) => candidate.address === address);
    return resource === undefined ? undefined : outputOf(resource, name);
  };
  const make = (step: Step): void =>
    mutate(() => {
      interrupted.set(step.marker, { ...step, id: "", inputs: {} });
      const wanted = before.graph.nodes.find((candidate) => keyOf(candidate) === keyOf(step));
      if (wanted === undefined) throw new Error(`no node for ${step.address}`);
      const inputs = resolveInputs(wanted.inputs, {
        secret: (name) => before.secrets.get(name),
        output: ({ $ref }) => output($ref.address, $ref.output),
      });
      const old = step.action === "replace" ? step.id : undefined;
      const adopted = [...objects.values()].find(
        (object) => object.type === step.type && object.marker?.hash === step.marker && object.id !== old,
      );
      const own = step.action === "update" || step.action === "import" ? step.id : adopted?.id;
      const fresh = `${step.address.split("/")[2]}-${step.marker.slice(0, 4)}${old === undefined ? "" : "r"}`;
      const resource = applied(wanted, { inputs, id: own ?? fresh });
      done.set(keyOf(step), resource);
      objects.set(`${step.type} ${resource.id}`, seen(resource));
    });
  const remove = (step: Step, forget: boolean): void =>
    mutate(() => {
      if (!forget) objects.delete(`${step.type} ${step.id}`);
      if (step.action !== "replace") done.delete(keyOf(step));
    });
  const replaced: Step[] = [];
  for (const step of plan.steps) {
    switch (step.action) {
      case "create":
      case "update":
      case "import":
        make(step);
        break;
      case "replace":
        make(step);
        replaced.push(step);
        break;
      case "delete":
      case "forget":
        remove(step, step.action === "forget");
        break;
      case "keep":
      case "hold":
        break;
    }
  }
  for (const step of replaced.reverse()) remove(step, false);
  const whole = mutations < stopAfter;
  const observation = sight([...objects.values()]);
  // A run that was killed records nothing: what it made is known only by its markers.
  if (!whole) return { ...before, observation, interrupted };
  const record = { ...before.record, serial: before.record.serial + 1, resources: [...done.values()] };
  return { ...before, observation, record, interrupted: new Map() };
}
