import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { outputOf, nothingInterrupted, noWishes, resolveInputs, type World } from "@cloudmake/engine";
import {
  type Address,
  addressOf,
  type AppliedRecord,
  type AppliedResource,
  emptyRecord,
  hexDigest,
  type Inputs,
  isSecretRef,
  mapInputs,
  markerOf,
  type Observation,
  type Print,
  refsIn,
  type ResourceNode,
  type RulesByType,
  stackId,
} from "@cloudmake/model";
import { cloudsFrom, createObserver, definitions, openClouds, systemWiring } from "@cloudmake/providers";
import type { CloudApi, HttpWiring, ResourceDefinition } from "@cloudmake/providers";
import { type Sandbox, startSandbox } from "@cloudmake/sandbox";
import { z } from "zod";
import type { Copy, Hand, Part } from "./scenario.ts";

const { signal } = new AbortController();

/** Secrets of the corpus, before and after somebody rotated them. */
const secrets: ReadonlyMap<string, string> = new Map([
  ["FIRST", "#cloud-config\n# fake-secret-one\n"],
  ["ROTATED", "#cloud-config\n# fake-secret-two\n"],
]);

/** A stack as it was applied: what its spec said then, and what the record holds. */
export interface Applied {
  readonly copy: Copy;
  readonly nodes: readonly ResourceNode[];
  readonly record: AppliedRecord;
}

/** Local clouds with an account in each. */
export interface Stand {
  readonly sandbox: Sandbox;
  /** Makes every part through its definition, and records it as an apply does. */
  apply(copy: Copy, parts: readonly Part[]): Promise<Applied>;
  /** One more object that bears the marker of a stack. */
  makeTwin(applied: Applied, definition: ResourceDefinition, inputs: Inputs): Promise<void>;
  hand(applied: Applied): Hand;
  /** One look at the account for all worlds. */
  observe(worlds: readonly World[]): Promise<Observation>;
  close(): Promise<void>;
}

export async function openStand(): Promise<Stand> {
  const directory = await mkdtemp(join(tmpdir(), "cloudmake-drift-"));
  const sandbox = await startSandbox({ port: 0, directory, clockFactor: 0 });
  const wiring = { ...systemWiring(), ...patientTime() };
  const open = () => openClouds(cloudsFrom(sandbox.env()), wiring);
  const api = open();
  return {
    sandbox,
    apply: (copy, parts) => applyParts(copy, parts, (definition) => api(definition.api, "apply")),
    makeTwin: async ({ copy, record }, definition, inputs) => {
      const marker = { stack: stackOf(copy), hash: hexDigest(copy.slug).slice(0, 32) };
      const known = resolved(inputs, record.resources);
      await definition.create(api(definition.api, "apply"), known, { marker, signal });
    },
    hand: (applied) => handOf(applied, api),
    observe: (worlds) => {
      const afresh = open(); // a breaker that opened in an earlier look is none of this one's
      const observer = createObserver({
        definitions,
        api: (cloud) => afresh(cloud, "drift"),
        clock: { now: () => Date.now() },
      });
      const known = worlds.flatMap(({ record }) => record.resources);
      return observer.observe({ types: [...new Set(known.map(({ type }) => type))].sort(), known, signal });
    },
    close: async () => {
      await sandbox.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** Time that passes only by waiting: backoffs and rate budgets tell nothing about drift. */
function patientTime(): Pick<HttpWiring, "clock" | "sleep"> {
  let now = 0;
  return {
    clock: { now: () => now },
    sleep: async (ms) => {
      now += ms;
    },
  };
}

/** The world of a stack, with changes to spec and record. */
export function worldOf(
  { record }: Pick<Applied, "record">,
  nodes: readonly ResourceNode[],
  observation?: Observation,
): World {
  return {
    graph: { stack: record.stack, nodes, outputs: {} },
    record,
    observation,
    rules: rules(),
    secrets: new Map([...secrets].map(([name, text]) => [name, printOf(text)])),
    foreign: new Map(),
    interrupted: nothingInterrupted,
    wishes: noWishes,
  };
}

export function nodesOf(copy: Copy, parts: readonly Part[]): readonly ResourceNode[] {
  const markers = new Map<Address, string>();
  return parts.map(({ name, definition, inputs }) => {
    const address = addressOf(stackOf(copy), name, "it");
    const marker = markerOf(address, inputs, definition.replaceOn, markers);
    markers.set(address, marker);
    const dependsOn = [...new Set(refsIn(inputs).map(({ $ref }) => $ref.address))].sort();
    return { address, type: definition.type, inputs, dependsOn, marker, deletion: "default", origins: {} };
  });
}

async function applyParts(
  copy: Copy,
  parts: readonly Part[],
  api: (definition: ResourceDefinition) => CloudApi,
): Promise<Applied> {
  const nodes = nodesOf(copy, parts);
  const resources: AppliedResource[] = [];
  for (const [index, node] of nodes.entries()) {
    const definition = parts[index]?.definition;
    if (definition === undefined) throw new Error(`no definition of ${node.address}`);
    const problems = definition.check(node.inputs);
    if (problems.length > 0) throw new Error(`${node.type}: ${JSON.stringify(problems)}`);
    const inputs = resolved(node.inputs, resources);
    const marker = { stack: stackOf(copy), hash: node.marker };
    const live = await definition.create(api(definition), inClear(node.inputs, inputs), { marker, signal });
    resources.push(recorded(node, definition, recordedInputs(node.inputs, inputs), live));
  }
  return { copy, nodes, record: { ...emptyRecord(stackOf(copy)), serial: 1, resources } };
}

/** References as values; a secret stays a print with its name. */
function resolved(inputs: Inputs, resources: readonly AppliedResource[]): Inputs {
  return resolveInputs(inputs, {
    output: ({ $ref }) => {
      const target = resources.find(({ address }) => address === $ref.address);
      return target === undefined ? undefined : outputOf(target, $ref.output);
    },
    secret: (name) => ({ $print: name }),
  });
}

function recorded(
  node: ResourceNode,
  { secretOutputs }: ResourceDefinition,
  inputs: Inputs,
  { id, outputs }: { readonly id: string; readonly outputs: Inputs },
): AppliedResource {
  const { address, type, marker, deletion, dependsOn } = node;
  const kept = Object.entries(outputs).map(([name, value]) =>
    secretOutputs.includes(name) ? [name, { $sealed: "sealed", $print: "print" }] : [name, value],
  );
  return { address, type, id, marker, inputs, outputs: Object.fromEntries(kept), dependsOn: [...dependsOn], deletion };
}

/** What the definition gets: secrets in clear. */
function inClear(wanted: Inputs, resolved: Inputs): Inputs {
  return withSecrets(wanted, resolved, (text) => text);
}

/** What the record gets: secrets as prints. */
function recordedInputs(wanted: Inputs, resolved: Inputs): Inputs {
  return withSecrets(wanted, resolved, printOf);
}

function withSecrets(wanted: Inputs, resolved: Inputs, as: (secret: string) => string | Print): Inputs {
  const names = new Map<string, string>();
  mapInputs(wanted, (leaf) => {
    if (isSecretRef(leaf)) names.set(leaf.$secret, secrets.get(leaf.$secret) ?? "");
    return leaf;
  });
  return mapInputs(resolved, (leaf) => {
    const name = z.object({ $print: z.string() }).safeParse(leaf).data?.$print;
    const secret = name === undefined ? undefined : names.get(name);
    return secret === undefined ? leaf : as(secret);
  });
}

function printOf(secret: string): Print {
  return { $print: hexDigest(secret) };
}

function handOf({ copy, record }: Applied, api: ReturnType<typeof openClouds>): Hand {
  const resource = (part?: string): AppliedResource => {
    const address = part === undefined ? undefined : addressOf(stackOf(copy), part, "it");
    const found = record.resources.findLast((candidate) => address === undefined || candidate.address === address);
    if (found === undefined) throw new Error(`${copy.slug} has no ${part}`);
    return found;
  };
  const definition = definitions.find(({ type }) => type === resource().type);
  if (definition === undefined) throw new Error(`no definition of ${resource().type}`);
  const account = api(definition.api, "apply");
  const any = z.unknown();
  return {
    copy,
    api: account,
    id: (part) => resource(part).id,
    post: async (path, body) => void (await account.post(path, body, any, { signal })),
    put: async (path, body) => void (await account.put(path, body, any, { signal })),
    patch: async (path, body) => void (await account.patch(path, body, any, { signal })),
    delete: async (path, body) => void (await account.delete(path, any, { signal, body })),
  };
}

function stackOf({ slug }: Copy): AppliedRecord["stack"] {
  return stackId(slug, "prod");
}

function rules(): RulesByType {
  return new Map(definitions.map((definition) => [definition.type, definition]));
}
