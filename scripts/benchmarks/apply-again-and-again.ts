import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as timer } from "node:timers/promises";
import { noWishes } from "../../packages/engine/src/index.ts";
import { changesOf, type ResourceGraph } from "../../packages/model/src/index.ts";
import { createProviderHost } from "../../packages/providers/src/grpc/index.ts";
import {
  cloudsFrom,
  createObserver,
  createSweeper,
  definitions,
  openClouds,
  systemWiring,
} from "../../packages/providers/src/index.ts";
import { createProvisioner } from "../../packages/provisioner/src/index.ts";
import { applyStacks, type Platform } from "../../packages/service/src/index.ts";
import { createDirectoryState, createSealer } from "../../packages/state/src/index.ts";
import { registerGraph } from "../../stacks/src/program.ts";
import { compileSpecs } from "./world/record-as-applied.ts";
import { projectOf } from "./world/spec-text.ts";

/**
 * What a server does all day, in one process: one apply after the other through the real Pulumi CLI and into clouds
 * behind HTTP, as many stacks side by side as there are cores. Each apply updates two objects and makes or removes a
 * third, after a look at the clouds. Says on stdout what the heap held, garbage collected, after each so many applies.
 * Arguments: folder, Pulumi's root, applies, after how many to look at the heap. Clouds come from the environment.
 */
const [folder = "", pulumiRoot = "", applies = "2", step = "2"] = process.argv.slice(2);
const lanes = Array.from({ length: availableParallelism() }, (_, lane) => `lane${lane}`);
const platform = openPlatform();
const done = new Map(lanes.map((lane) => [lane, 0]));
let changes = 0;

const heaps: number[] = [];
for (let total = Number(step); total <= Number(applies); total += Number(step)) {
  await runUntil(total);
  heaps.push(heapNow());
  console.error(`${total} applies, ${Math.round(performance.now() / 1_000)} s: ${heaps.at(-1)} bytes`);
}
console.log(JSON.stringify({ heaps, changes }));

/** All lanes together have done so many. */
async function runUntil(total: number): Promise<void> {
  await Promise.all(
    lanes.map(async (lane) => {
      for (let round = done.get(lane) ?? 0; round < total / lanes.length; round += 1) {
        await applyOnce(lane, round);
        done.set(lane, round + 1);
      }
    }),
  );
}

async function applyOnce(lane: string, round: number): Promise<void> {
  const { results } = await applyStacks(platform, graphsOf(lane, round), noWishes, {
    signal: AbortSignal.any([]),
    refresh: true,
    waitMs: 0,
    sure: true,
    approve: async () => true,
    report: () => undefined,
    waiting: () => undefined,
    settling: () => undefined,
  });
  const [result] = results;
  const steps = result === undefined ? 0 : changesOf(result.plan).length;
  if (result?.outcome !== "succeeded" || steps === 0) {
    throw new Error(JSON.stringify({ lane, round, outcome: result?.outcome, steps, failures: result?.failures }));
  }
  changes += steps;
}

function graphsOf(lane: string, round: number): readonly ResourceGraph[] {
  const odd = round % 2 === 1;
  const box = "type: server, provider: hetzner, size: cx22, image: debian-12, region: fsn1";
  const inbound = `firewall: { inbound: [{ port: ${odd ? 444 : 443} }] }`;
  const components = [
    `box: { ${box}, labels: { round: ${odd ? "odd" : "even"} }, ${inbound} }`,
    "store: { type: kv }",
    "disk: { type: volume, provider: hetzner, region: fsn1, size: 10 }",
    ...(odd ? ["extra: { type: kv }"] : []),
  ];
  return compileSpecs([{ name: `${lane}.yaml`, text: projectOf(lane, components) }]);
}

function heapNow(): number {
  if (globalThis.gc === undefined) throw new Error("start this with --expose-gc");
  // Twice: what the first one finalises is garbage only then.
  for (let pass = 0; pass < 2; pass += 1) globalThis.gc();
  return process.memoryUsage().heapUsed;
}

function openPlatform(): Platform {
  const state = createDirectoryState(join(folder, "state"));
  const sealer = createSealer({ bytes: new Uint8Array(32).fill(7), source: "a benchmark" });
  const accounts = openClouds(cloudsFrom(process.env), systemWiring());
  const api = (cloud: Parameters<typeof accounts>[0]) => accounts(cloud, "apply");
  const provisioner = createProvisioner({
    pulumiRoot,
    directory: join(folder, "pulumi"),
    environment: { PATH: process.env["PATH"] },
    parallel: 2,
    host: createProviderHost({ definitions, api }),
    program: registerGraph,
    journals: state.journals,
    sealer,
    now: Date.now,
  });
  return {
    rules: new Map(definitions.map((definition) => [definition.type, definition])),
    state,
    observer: createObserver({ definitions, api, clock: { now: Date.now } }),
    sweeper: createSweeper({ definitions, api }),
    provisioner: async () => provisioner,
    expectChanges: () => undefined,
    expectNoMore: async () => undefined,
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
    parallel: availableParallelism(),
  };
}
