import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bareNode } from "../measure/bare-node.ts";
import type { Benchmark, Contest } from "../measure/benchmark.ts";
import { openSandboxedCloudmake, type SandboxedCloudmake } from "../world/cloudmake-world.ts";
import { projectSpec } from "../world/spec-text.ts";

const many = 20;
const few = 10;
/** As in the drift check: little for a real cloud. */
const answerMs = 100;

export const apply: Benchmark = {
  name: `apply ${many} resources, whole process, clouds that do not wait`,
  budget: { of: "ours", limit: 1_200 },
  otherName: bareNode.otherName,
  prepare: async (folder) => {
    const cloudmake = await openSandboxedCloudmake(folder);
    const applying = applyNew(folder, cloudmake, many);
    return { ours: async () => (await applying()).ms, other: bareNode.other, close: cloudmake.close };
  },
};

const overClouds = `apply ${few} resources, whole process, without the time in which a cloud was answering`;

/** The worst case: nothing that CloudMake could do while it waits. */
export const applyOverClouds: Benchmark = {
  name: `${overClouds}: clouds that answer at once`,
  budget: { of: "ours", limit: 700 },
  otherName: bareNode.otherName,
  prepare: (folder) => overAnswersOf(folder, 0),
};

export const applyOverRealClouds: Benchmark = {
  name: `${overClouds}: answers of ${answerMs} ms`,
  budget: { of: "ours", limit: 700 },
  otherName: bareNode.otherName,
  prepare: (folder) => overAnswersOf(folder, answerMs),
};

async function overAnswersOf(folder: string, delayMs: number): Promise<Contest> {
  const cloudmake = await openSandboxedCloudmake(folder);
  if (delayMs > 0) cloudmake.clouds.delay(delayMs);
  const applying = applyNew(folder, cloudmake, few);
  return {
    ours: async () => {
      const { ms, busyMs } = await applying();
      return ms - busyMs;
    },
    other: bareNode.other,
    close: cloudmake.close,
  };
}

/** Half volumes, half key-value stores. A project of its own each time: creating is what is measured. */
function applyNew(folder: string, { clouds, time }: SandboxedCloudmake, resources: number) {
  let round = 0;
  return async (): Promise<{ readonly ms: number; readonly busyMs: number }> => {
    round += 1;
    const spec = join(folder, `round-${round}.yaml`);
    await writeFile(spec, projectSpec(`round${round}`, resources));
    const before = clouds.count();
    clouds.forget();
    const ms = await time("apply", spec, "--yes");
    const made = clouds.count() - before;
    if (made !== resources) throw new Error(`${made} objects were made instead of ${resources}`);
    return { ms, busyMs: clouds.work().busyMs };
  };
}
