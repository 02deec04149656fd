import { readFile, writeFile } from "node:fs/promises";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { bareNode } from "../measure/bare-node.ts";
import type { Benchmark } from "../measure/benchmark.ts";
import { runProcess } from "../measure/time-process.ts";
import { openCloudmake } from "../world/cloudmake-world.ts";
import { dependentSpec, projectSpec } from "../world/spec-text.ts";

const manifests = 1_500;
/** Every tenth project is one that the nine after it refer to. */
const family = 10;

export const affected: Benchmark = {
  name: `affected stacks of ${manifests} manifests after one edit`,
  budget: { of: "ours", limit: 300 },
  otherName: bareNode.otherName,
  prepare: async (folder) => {
    await mkdir(join(folder, "specs"));
    const file = (index: number): string => join(folder, "specs", `p${index}.yaml`);
    const specs = Array.from({ length: manifests }, (_, index) => {
      const first = index - (index % family);
      return index === first ? projectSpec(`p${index}`, 5) : dependentSpec(`p${index}`, 5, `p${first}`);
    });
    await Promise.all(specs.map((text, index) => writeFile(file(index), text)));
    const who = ["-c", "user.name=Bench", "-c", "user.email=bench@example.org"];
    const git = (...args: readonly string[]) => runProcess({ program: "git", args: [...who, ...args], cwd: folder });
    await git("init");
    await git("add", "specs");
    await git("commit", "--message", "all");
    await writeFile(file(family), (await readFile(file(family), "utf8")).replace("size: 10", "size: 20"));
    const cloudmake = openCloudmake(folder);
    const lines = (await cloudmake.run("affected", "--since", "HEAD")).trim().split("\n");
    if (lines.length !== family) throw new Error(`${lines.length} affected stacks instead of ${family}`);
    return {
      ours: () => cloudmake.time("affected", "--since", "HEAD"),
      other: bareNode.other,
      close: cloudmake.close,
    };
  },
};
