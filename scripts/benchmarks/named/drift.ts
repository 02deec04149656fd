import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Benchmark } from "../measure/benchmark.ts";
import { openCloudmake, openSandboxedCloudmake } from "../world/cloudmake-world.ts";
import { fourCloudsBranches, fourCloudsResources, fourCloudsSpecs } from "../world/four-clouds-specs.ts";
import { listPages } from "../world/list-pages.ts";
import type { CloudWork } from "../world/local-clouds.ts";

/** What a real cloud takes for a page of a list, at the very least; with a faster one our own share would grow. */
const answerMs = 100;
const runs = 5;

export const driftCalls: Benchmark = {
  name: `calls of a drift check of ${fourCloudsResources} resources over four clouds`,
  unit: "calls",
  runs: 1,
  budget: { of: "ratio", limit: 1.1 },
  otherName: "pages of the lists that these accounts have",
  prepare: async (folder) => {
    const world = await openDrifted(folder);
    return {
      ours: async () => (await world.check()).work.calls,
      other: async () => world.pages,
      close: world.close,
    };
  },
};

export const driftShare: Benchmark = {
  name: `our share of the time of that drift check, clouds that answer in ${answerMs} ms`,
  unit: "%",
  runs,
  budget: { of: "ours", limit: 20 },
  prepare: async (folder) => {
    const world = await openDrifted(folder);
    return {
      ours: async () => {
        const { ms, work } = await world.check();
        return (100 * (ms - work.busyMs)) / ms;
      },
      close: world.close,
    };
  },
};

interface Drifted {
  /** One drift check as a process of its own, with the vendors' rate budgets. */
  readonly check: () => Promise<{ readonly ms: number; readonly work: CloudWork }>;
  readonly pages: number;
  readonly close: () => Promise<void>;
}

/** Accounts in which everything was made by a real apply, and one volume has grown by hand since. */
async function openDrifted(folder: string): Promise<Drifted> {
  const specs = join(folder, "specs");
  await mkdir(specs);
  await Promise.all(fourCloudsSpecs().map(({ name, text }) => writeFile(join(specs, name), text)));
  const { clouds, run, close } = await openSandboxedCloudmake(folder, { unlimited: true });
  try {
    await run("apply", specs, "--yes", "--quiet");
    await clouds.growOneVolume();
    clouds.delay(answerMs);
    return {
      check: async () => {
        clouds.forget();
        // A rate budget of its own each time: checks in quick succession would wait for it, which says nothing of one.
        const budgets = await mkdtemp(join(folder, "budgets-"));
        const checking = openCloudmake(folder, { ...clouds.variables, XDG_STATE_HOME: budgets });
        const started = performance.now();
        const said = await checking.run("drift", specs, "--json");
        const ms = performance.now() - started;
        mustHaveFound(said);
        return { ms, work: clouds.work() };
      },
      pages: listPages(clouds.objects(), fourCloudsBranches),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A check that saw less would be faster. */
function mustHaveFound(said: string): void {
  const { resources, changed, missing, unmanaged, pending, unreadable } = JSON.parse(said).data.summary;
  const found = [resources, changed, missing, unmanaged, pending, unreadable].join(" ");
  if (found !== `${fourCloudsResources} 1 0 0 0 0`) throw new Error(`the drift check found ${found}`);
}
