import {
  addressOf,
  type AppliedRecord,
  type AppliedResource,
  emptyRecord,
  type Inputs,
  markerOf,
  type ObservedObject,
  type Observation,
  type Reason,
  refsIn,
  type ResourceGraph,
  type ResourceNode,
  type ResourceRules,
  stackId,
  type Step,
} from "@cloudmake/model";
import { noWishes, type Wishes, type World } from "../src/index.ts";

export const stack = stackId("shop", "prod");

/** Its objects bear no marker: they are told apart by their name alone. */
export const linkType = "test:index:Link";

/** Several resources may have one, and each of them counts. */
export const keyType = "test:index:Key";

/**
 * Made-up types: a plain one, one that holds data, one whose replacement must delete first, one without a marker, and one
 * that is shared.
 */
export const rules = new Map(
  [
    ruleOf("test:index:Server", {
      replaceOn: ["image"],
      stopsOn: ["size"],
      writeOnly: ["userData"],
      sets: ["keys"],
      volatile: ["ip"],
    }),
    ruleOf("test:index:Disk", { replaceOn: ["region"], stateful: true }),
    ruleOf("test:index:Name", { replaceOn: ["name"], replacement: "delete-first" }),
    ruleOf(linkType, {
      replaceOn: ["name", "kind"],
      replacement: "delete-first",
      naturalKey: ({ name }) => String(name),
    }),
    ruleOf(keyType, { naturalKey: ({ key }) => String(key), shared: true }),
  ].map((rule) => [rule.type, rule]),
);

function ruleOf(type: string, own: Partial<ResourceRules>): ResourceRules {
  return {
    type,
    cloud: "hetzner",
    revision: 1,
    replaceOn: [],
    stopsOn: [],
    replacement: "create-first",
    secrets: [],
    secretOutputs: [],
    writeOnly: [],
    sets: [],
    volatile: [],
    stateful: false,
    naming: undefined,
    naturalKey: undefined,
    settleMs: 20_000,
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
  const marker = type === linkType ? {} : { marker: { stack, hash: of.marker } };
  return { type, id, name: id, ...marker, inputs: readable, outputs, ...own };
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
  /** Objects that an interrupted run had begun to make. */
  readonly interrupted?: readonly AppliedResource[];
  /** Objects that an interrupted run had begun to take over: they had been there before it. */
  readonly takenOver?: readonly AppliedResource[];
  /** Objects that somebody let go on purpose. */
  readonly letGo?: readonly AppliedResource[];
  /** Settings that an interrupted run had begun to write to an object. */
  readonly begun?: { readonly of: AppliedResource; readonly fields: readonly string[] };
  readonly wishes?: Partial<Wishes>;
}

export function world(given: Given): World {
  const creations = [
    ...(given.interrupted ?? []).map((of) => ({ ...of, made: true })),
    ...(given.takenOver ?? []).map((of) => ({ ...of, made: false })),
  ];
  return {
    graph: graphOf(given.graph ?? []),
    record: recordOf(given.applied ?? []),
    observation: given.observed,
    rules,
    secrets: new Map([["TOKEN", { $print: "print-of-token" }]]),
    foreign: new Map(),
    interrupted: {
      creations: new Map(creations.map((one) => [one.marker, one])),
      settings: new Map(given.begun === undefined ? [] : [[given.begun.of.marker, new Set(given.begun.fields)]]),
      lost: [],
      letGo: (given.letGo ?? []).map(({ address, type, marker, id }) => ({
        entry: "forgotten",
        run: "run-1",
        at: "2026-11-20T12:00:00Z",
        address,
        type,
        marker,
        id,
      })),
    },
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
