import { join } from "node:path";
import { setTimeout as timer } from "node:timers/promises";
import { noWishes } from "../../packages/engine/src/index.ts";
import type { Inputs, Marker } from "../../packages/model/src/index.ts";
import { createProviderHost } from "../../packages/providers/src/grpc/index.ts";
import { type CloudApi, definitions, type ResourceDefinition } from "../../packages/providers/src/index.ts";
import { createProvisioner } from "../../packages/provisioner/src/index.ts";
import { applyStacks, type Platform } from "../../packages/service/src/index.ts";
import { createDirectoryState, createSealer } from "../../packages/state/src/index.ts";
import { registerGraph } from "../../stacks/src/program.ts";
import { compileSpecs } from "./world/record-as-applied.ts";
import { projectSpec, wideSpec } from "./world/spec-text.ts";

/** As the command line interface does. */
const stacksAtOnce = 8;

const noApi: CloudApi = {
  variables: {},
  get: unused,
  find: unused,
  pages: unused,
  post: unused,
  put: unused,
  patch: unused,
  delete: unused,
  until: unused,
};

/**
 * Creates resources through the real Pulumi CLI and our providers, in a cloud that answers at once and has no rate
 * limit: what remains is our own work. Arguments: folder, Pulumi's root, stacks, resources of each.
 */
export async function createAll(args: readonly string[]): Promise<void> {
  const [folder = "", pulumiRoot = "", stacks = "1", each = "1"] = args;
  const resources = Number(each);
  const files = Array.from({ length: Number(stacks) }, (_, index) => ({
    name: `p${index}.yaml`,
    text: resources > 10 ? wideSpec(`p${index}`, resources / 2) : projectSpec(`p${index}`, resources),
  }));
  const { results } = await applyStacks(platform(folder, pulumiRoot), compileSpecs(files), noWishes, {
    signal: AbortSignal.any([]),
    refresh: false,
    waitMs: 0,
    sure: true,
    approve: async () => true,
    report: () => undefined,
    settling: () => undefined,
    waiting: () => undefined,
  });
  const bad = results.find(({ outcome }) => outcome !== "succeeded");
  if (bad !== undefined) throw new Error(JSON.stringify({ outcome: bad.outcome, failures: bad.failures.slice(0, 3) }));
}

function platform(folder: string, pulumiRoot: string): Platform {
  const state = createDirectoryState(join(folder, "state"));
  const sealer = createSealer({ bytes: new Uint8Array(32).fill(7), source: "a benchmark" });
  const instant = definitions.map(instantly);
  const provisioner = createProvisioner({
    pulumiRoot,
    directory: join(folder, "pulumi"),
    environment: { PATH: process.env["PATH"] },
    parallel: stacksAtOnce,
    host: createProviderHost({ definitions: instant, api: () => noApi }),
    program: registerGraph,
    journals: state.journals,
    sealer,
    now: Date.now,
  });
  return {
    rules: new Map(instant.map((definition) => [definition.type, definition])),
    state,
    observer: { observe: () => Promise.reject(new Error("nobody asked to look")) },
    sweeper: { remove: () => Promise.reject(new Error("there is nothing to sweep")) },
    provisioner: async () => provisioner,
    expectChanges: (sure) => {
      const warm = sure === undefined ? provisioner.warmUp() : provisioner.expect(sure.stack, sure);
      void Promise.resolve(warm).catch(() => undefined);
    },
    expectNoMore: () => provisioner.standDown(),
    sealer,
    secrets: { read: () => undefined, names: () => [] },
    clock: {
      now: Date.now,
      every: (ms, tick) => {
        const interval = setInterval(tick, ms).unref();
        return () => clearInterval(interval);
      },
      wait: (ms, signal) => timer(ms, undefined, { signal }),
    },
    ids: { run: () => crypto.randomUUID() },
    holder: "a benchmark",
    parallel: stacksAtOnce,
  };
}

/** The definition as it is, before a cloud that does everything at once. */
function instantly(definition: ResourceDefinition): ResourceDefinition {
  let last = 0;
  const made = async (_: CloudApi, inputs: Inputs, { marker }: { readonly marker: Marker }) => {
    last += 1;
    return { id: String(last), name: String(inputs["name"] ?? last), marker, inputs, outputs: {} };
  };
  return { ...definition, find: async () => undefined, create: made };
}

function unused(): never {
  throw new Error("an instant cloud makes no requests");
}
