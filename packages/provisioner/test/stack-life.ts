import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createGate,
  makePlan,
  nextRecord,
  nothingInterrupted,
  noWishes,
  type Wishes,
  type World,
} from "@cloudmake/engine";
import {
  addressOf,
  type AppliedRecord,
  emptyRecord,
  type Inputs,
  type JournalEntry,
  markerOf,
  type Plan,
  type Print,
  type ResourceGraph,
  type ResourceNode,
  refsIn,
  type RunEvent,
  stackId,
} from "@cloudmake/model";
import type { PreviewStep, Provisioner, ProvisionJob, ProvisionResult, StateBackend } from "@cloudmake/ports";
import { createProviderHost } from "@cloudmake/providers/grpc";
import { registerGraph } from "@cloudmake/stacks/program";
import { createDirectoryState, createSealer } from "@cloudmake/state";
import { createProvisioner } from "../src/index.ts";
import { boxType, noApi, type TestCloud, testDefinitions } from "./test-cloud.ts";

export const stack = stackId("shop", "prod");
export const box = addressOf(stack, "box", "server");

export const pulumiRoot =
  process.env["CLOUDMAKE_PULUMI_ROOT"] ?? join(import.meta.dirname, "../../../.toolchain/pulumi/v3.259.0");

export interface Applied {
  readonly plan: Plan;
  readonly result: ProvisionResult;
  readonly events: readonly RunEvent[];
}

export interface LifeOptions {
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Another CLI than the real one. */
  readonly pulumiRoot?: string;
}

/** One stack as a user lives with it: plan, apply, record, again. Everything is real but the cloud. */
export class StackLife {
  readonly cloud: TestCloud;
  readonly directory: string;
  readonly provisioner: Provisioner;
  readonly sealer = createSealer({ bytes: new Uint8Array(32).fill(7), source: "a test" });
  readonly state: StateBackend;
  readonly secrets = new Map([["db-password", "canary-secret-value"]]);
  record: AppliedRecord = emptyRecord(stack);
  #runs = 0;

  constructor(
    cloud: TestCloud,
    directory: string,
    { environment = {}, pulumiRoot: root = pulumiRoot }: LifeOptions = {},
  ) {
    this.cloud = cloud;
    this.directory = directory;
    this.state = createDirectoryState(join(directory, "state"));
    this.provisioner = createProvisioner({
      pulumiRoot: root,
      directory: join(directory, "engine"),
      environment: { PATH: process.env["PATH"], ...environment },
      parallel: 2,
      host: createProviderHost({ definitions: testDefinitions(cloud), api: () => noApi }),
      program: registerGraph,
      journals: this.state.journals,
      sealer: this.sealer,
      now: () => Date.now(),
    });
  }

  static async open(cloud: TestCloud, options: LifeOptions = {}): Promise<StackLife> {
    const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "cloudmake life-")));
    return new StackLife(cloud, directory, options);
  }

  async dispose(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  /** What an earlier process left. */
  async load(): Promise<void> {
    this.record = (await this.state.records.read(stack, { signal: AbortSignal.any([]) })) ?? this.record;
  }

  async save(): Promise<void> {
    await this.state.records.write(this.record, { token: 1, signal: AbortSignal.any([]) });
  }

  world(nodes: readonly NodeSketch[], look: boolean, wishes: Partial<Wishes> = {}): World {
    return {
      graph: graphOf(nodes),
      record: this.record,
      ...(look ? { observation: this.cloud.observe() } : {}),
      rules: new Map(testDefinitions(this.cloud).map((definition) => [definition.type, definition])),
      secrets: this.prints(),
      foreign: new Map(),
      interrupted: nothingInterrupted,
      wishes: { ...noWishes, ...wishes },
    };
  }

  job(world: World, call: { plan?: Plan; signal?: AbortSignal } = {}): ProvisionJob {
    const plan = call.plan ?? makePlan(world);
    this.#runs += 1;
    const { graph, record, observation } = world;
    const { secrets } = this;
    const gate = createGate(plan, record, () => {});
    const signal = call.signal ?? AbortSignal.any([]);
    const run = `run-${this.#runs}`;
    return { run, stack, graph, plan, gate, record, observation, secrets, foreign: new Map(), token: 1, signal };
  }

  async preview(nodes: readonly NodeSketch[], look = false): Promise<readonly PreviewStep[]> {
    return this.provisioner.preview(this.job(this.world(nodes, look)));
  }

  async apply(
    nodes: readonly NodeSketch[],
    call: { look?: boolean; wishes?: Partial<Wishes>; signal?: AbortSignal; plan?: Plan } = {},
  ): Promise<Applied> {
    const world = this.world(nodes, call.look ?? false, call.wishes);
    const job = this.job(world, call);
    const events: RunEvent[] = [];
    const result = await this.provisioner.apply(job, (event) => events.push(event));
    this.record = nextRecord(world.record, {
      graph: world.graph,
      plan: job.plan,
      complete: result.outcome === "succeeded",
      resources: result.resources,
      failed: new Set(result.failures.flatMap(({ address }) => address ?? [])),
      secrets: world.secrets,
      foreign: world.foreign,
      at: new Date(0).toISOString(),
    });
    return { plan: job.plan, result, events };
  }

  journal(): Promise<readonly JournalEntry[]> {
    return this.state.journals.read(stack, { signal: AbortSignal.any([]) });
  }

  prints(): ReadonlyMap<string, Print> {
    return new Map([...this.secrets].map(([name, secret]) => [name, this.sealer.print(secret)]));
  }
}

export interface NodeSketch {
  readonly name: string;
  readonly type?: string;
  readonly inputs?: Inputs;
  readonly after?: readonly string[];
}

/** Nodes by short names: `web` is `shop/prod/web/server`. */
export function graphOf(sketches: readonly NodeSketch[]): ResourceGraph {
  const markers = new Map<ResourceNode["address"], string>();
  const nodes = sketches.map(({ name, type = boxType, inputs = {}, after = [] }): ResourceNode => {
    const address = addressOf(stack, name, "server");
    const all: Inputs = { name, ...inputs };
    const marker = markerOf(address, all, ["image", "home"], markers);
    markers.set(address, marker);
    const referred = Object.values(all).flatMap((value) => refsIn(value).map(({ $ref }) => $ref.address));
    const dependsOn = [...new Set([...referred, ...after.map((other) => addressOf(stack, other, "server"))])].sort();
    return { address, type, inputs: all, dependsOn, marker, deletion: "delete", origins: {} };
  });
  return { stack, nodes, outputs: {} };
}

export function output(
  name: string,
  field: string,
): { readonly $ref: { address: ResourceNode["address"]; output: string } } {
  return { $ref: { address: addressOf(stack, name, "server"), output: field } };
}

/** `create web`, in the plan's order, without what stays. */
export function actions({ plan }: Pick<Applied, "plan">): readonly string[] {
  return plan.steps.flatMap(({ action, address }) =>
    action === "keep" ? [] : [`${action} ${address.split("/")[2] ?? ""}`],
  );
}
