import { join } from "node:path";
import { checkout } from "../../quality/source-files.ts";
import type { Benchmark } from "../measure/benchmark.ts";
import { runProcess } from "../measure/time-process.ts";
import { noBudgets } from "../world/cloudmake-world.ts";
import { pulumiRoot } from "../world/create-world.ts";
import { openLocalClouds } from "../world/local-clouds.ts";

const runs = 1_000;
/** Until then caches fill. */
const warmRuns = 100;
const program = join(checkout, "scripts/benchmarks/apply-again-and-again.ts");
const limitMs = 40 * 60_000;

export const serverHeap: Benchmark = {
  name: `growth of a server's heap from its ${warmRuns}th to its ${runs}th apply`,
  unit: "MB",
  long: true,
  runs: 1,
  budget: { of: "ours", limit: 20 },
  prepare: async (folder) => {
    const clouds = await openLocalClouds(folder, "off");
    return {
      ours: async () => {
        const args = ["--expose-gc", program, join(folder, "server"), pulumiRoot(), String(runs), String(warmRuns)];
        const env = { ...clouds.variables, ...noBudgets };
        const { stdout } = await runProcess({ program: process.execPath, args, cwd: folder, env, limitMs });
        const { heaps, changes } = said(stdout);
        if (changes < 2 * runs || clouds.mutations() < changes) {
          throw new Error(`${runs} applies took ${changes} steps and ${clouds.mutations()} calls that change`);
        }
        const [first, last] = [heaps[0], heaps.at(-1)];
        if (first === undefined || last === undefined || heaps.length !== runs / warmRuns) throw new Error(stdout);
        return (last - first) / 1e6;
      },
      close: clouds.close,
    };
  },
};

interface Said {
  /** Bytes after each so many applies. */
  readonly heaps: readonly number[];
  readonly changes: number;
}

function said(stdout: string): Said {
  return JSON.parse(stdout);
}
