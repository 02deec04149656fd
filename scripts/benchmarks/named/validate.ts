import { join } from "node:path";
import { checkout } from "../../quality/source-files.ts";
import { bareNode } from "../measure/bare-node.ts";
import type { Benchmark } from "../measure/benchmark.ts";
import { openCloudmake } from "../world/cloudmake-world.ts";

export const validate: Benchmark = {
  name: "validate one spec",
  budget: { of: "ratio", limit: 2.5 },
  otherName: bareNode.otherName,
  prepare: async (folder) => {
    const cloudmake = openCloudmake(folder);
    const spec = join(checkout, "specs/examples/shop.yaml");
    return {
      ours: () => cloudmake.time("validate", spec),
      other: bareNode.other,
      close: cloudmake.close,
    };
  },
};
