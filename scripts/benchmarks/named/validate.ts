import { join } from "node:path";
import { checkout } from "../../quality/source-files.ts";
import type { Benchmark } from "../measure/benchmark.ts";
import { timeProcess } from "../measure/time-process.ts";
import { openCloudmake } from "../world/cloudmake-world.ts";

export const validate: Benchmark = {
  name: "validate one spec",
  budget: { of: "ratio", limit: 2.5 },
  otherName: "start of bare Node",
  prepare: async (folder) => {
    const cloudmake = openCloudmake(folder);
    const spec = join(checkout, "specs/examples/shop.yaml");
    return {
      ours: () => cloudmake.time("validate", spec),
      other: () => timeProcess({ program: process.execPath, args: ["-e", "0"], cwd: folder }),
      close: cloudmake.close,
    };
  },
};
