import { createHash } from "node:crypto";
import { join } from "node:path";
import { makePlan, nextRecord, nothingInterrupted, noWishes, type World } from "../../../packages/engine/src/index.ts";
import { emptyRecord, type ResourceGraph } from "../../../packages/model/src/index.ts";
import { definitions } from "../../../packages/providers/src/index.ts";
import { loadSpecs, type SpecFile } from "../../../packages/spec/src/index.ts";
import { compileStacks, componentTypes } from "../../../stacks/src/index.ts";
import { createDirectoryState } from "../../../packages/state/src/index.ts";

const rules = new Map(definitions.map((definition) => [definition.type, definition]));
const signal = AbortSignal.any([]);

/** Graphs of specs that need no other files. */
export function compileSpecs(files: readonly SpecFile[]): readonly ResourceGraph[] {
  const { stacks, diagnostics } = loadSpecs(files, componentTypes);
  const compiled = compileStacks(stacks, componentTypes, rules);
  const [wrong] = [...diagnostics, ...compiled.diagnostics];
  if (wrong !== undefined) throw new Error(`${wrong.file}: ${wrong.summary}`);
  return compiled.graphs;
}

/**
 * Writes the records that applying the specs would leave, without applying them: a cloud's rate limit would take an
 * hour over a thousand creations. What is measured afterwards reads nothing else.
 */
export async function recordAsApplied(home: string, files: readonly SpecFile[]): Promise<void> {
  const { records, leases } = createDirectoryState(join(home, "state"));
  for (const graph of compileSpecs(files)) {
    const { stack } = graph;
    const world = worldOf(graph);
    const plan = makePlan(world);
    const resources = graph.nodes.map((node) => ({
      ...node,
      id: createHash("sha256").update(node.address).digest("hex").slice(0, 12),
      outputs: {},
      dependsOn: [...node.dependsOn],
    }));
    const { secrets, foreign } = world;
    const failed: ReadonlySet<never> = new Set();
    const run = { graph, plan, complete: true, resources, failed, secrets, foreign, at: new Date(0).toISOString() };
    const lease = await leases.acquire(stack, "a benchmark", { ttlMs: 60_000, signal });
    await records.write(nextRecord(world.record, run), { token: lease.token, signal });
    await leases.release(lease, { signal });
  }
}

function worldOf(graph: ResourceGraph): World {
  return {
    graph,
    record: emptyRecord(graph.stack),
    observation: undefined,
    rules,
    secrets: new Map(),
    foreign: new Map(),
    interrupted: nothingInterrupted,
    wishes: noWishes,
  };
}
