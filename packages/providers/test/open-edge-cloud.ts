import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Address, addressOf, type Inputs, type Marker, markerOf, stackId } from "@cloudmake/model";
import type { KnownObject } from "@cloudmake/ports";
import { type Sandbox, startSandbox } from "@cloudmake/sandbox";
import type { Live, ResourceDefinition } from "../src/define-resource.ts";
import type { CloudApi } from "../src/http/cloud-api.ts";
import type { Cloud } from "../src/http/cloud.ts";
import { createCloudApi } from "../src/http/create-cloud-api.ts";
import { Governor } from "../src/http/governor.ts";
import { systemWiring } from "../src/http/wiring.ts";
import { judgeRequests } from "./vendor-requests.ts";

/** One cloud of a sandbox of its own, and an account in it. */
export interface EdgeCloud {
  readonly api: CloudApi;
  readonly sandbox: Sandbox;
  /** Rejects when anything was asked that the vendor's description does not allow. */
  close(): Promise<void>;
}

/** Account variables beside the sandbox's own; `undefined` takes one away. */
type Variables = Readonly<Record<string, string | undefined>>;

/** @param clockFactor 0: what takes time in the cloud ends at once. */
export async function openEdgeCloud(
  cloud: Cloud,
  { variables = {}, clockFactor = 0 }: { variables?: Variables; clockFactor?: number } = {},
): Promise<EdgeCloud> {
  const directory = await mkdtemp(join(tmpdir(), "cloudmake-providers-"));
  const sandbox = await startSandbox({ port: 0, directory, clockFactor });
  const env = sandbox.env();
  const first = (names: readonly string[]) => names.map((name) => env[name]).find((value) => value !== undefined) ?? "";
  const facts: Variables = { ...env, ...variables };
  const known = cloud.accountVariables.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]]));
  const account = {
    cloud,
    baseUrl: first(cloud.endpointVariables),
    token: first(cloud.tokenVariables),
    variables: Object.fromEntries(known),
  };
  const requests = judgeRequests(cloud.name, new URL(account.baseUrl).pathname);
  const wiring = { ...systemWiring(), exchange: requests.exchange };
  return {
    api: createCloudApi(account, { ...wiring, governor: new Governor(cloud.budget, wiring) }),
    sandbox,
    close: async () => {
      await sandbox.close();
      await rm(directory, { recursive: true });
      if (requests.problems.length > 0) throw new Error(requests.problems.join("\n"));
    },
  };
}

export const stack = stackId("shop", "prod");
export const signal = new AbortController().signal;

/** What the provider does with one resource, and what the record then knows of it. */
export class Resource {
  readonly address: Address;
  readonly #definition: ResourceDefinition;
  readonly #api: CloudApi;

  constructor(definition: ResourceDefinition, api: CloudApi, component = "box") {
    this.address = addressOf(stack, component, "it");
    this.#definition = definition;
    this.#api = api;
  }

  markerOf(inputs: Inputs): Marker {
    return { stack, hash: markerOf(this.address, inputs, this.#definition.replaceOn, new Map()) };
  }

  find(inputs: Inputs, exclude: ReadonlySet<string> = new Set()): Promise<Live | undefined> {
    return this.#definition.find(this.#api, inputs, { marker: this.markerOf(inputs), exclude, signal });
  }

  create(inputs: Inputs): Promise<Live> {
    return this.#definition.create(this.#api, inputs, { marker: this.markerOf(inputs), signal });
  }

  update(old: Live, inputs: Inputs): Promise<Live> {
    const changed = new Set(Object.keys(inputs));
    return this.#definition.update(this.#api, old.id, inputs, { marker: this.markerOf(inputs), old, changed, signal });
  }

  read(id: string): Promise<Live | undefined> {
    return this.#definition.read(this.#api, id, { signal });
  }

  delete(id: string): Promise<void> {
    return this.#definition.delete(this.#api, id, { outputs: {}, signal });
  }

  /** @param known what records hold; with inputs where they differ from the live ones */
  list(...known: readonly KnownObject[]): Promise<readonly Live[]> {
    return this.#definition.list(this.#api, { known, once: (_, load) => load(), signal });
  }

  recorded(live: Live, inputs: Inputs): KnownObject {
    return { type: this.#definition.type, id: live.id, outputs: live.outputs, inputs };
  }
}
