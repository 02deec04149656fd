import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "../../quality/source-files.ts";
import type { Benchmark } from "../measure/benchmark.ts";
import { openSandboxedCloudmake } from "../world/cloudmake-world.ts";
import { noTerraform, openTerraform } from "../world/terraform-world.ts";

const examples = join(checkout, "specs/examples");

export const planWithoutChanges: Benchmark = {
  name: "plan without changes, all environments of the examples",
  budget: { of: "ratio", limit: 1.5 },
  otherName: "terraform plan of as many terraform_data resources",
  prepare: async (folder) => {
    const [ours, theirs] = [join(folder, "ours"), join(folder, "theirs")];
    await Promise.all([mkdir(ours), mkdir(theirs)]);
    const cloudmake = await openSandboxedCloudmake(ours);
    try {
      await cloudmake.run("apply", examples, "--yes");
      const terraform = await openTerraform(theirs, await resourcesIn(cloudmake.run));
      if (terraform === undefined) {
        await cloudmake.close();
        return noTerraform;
      }
      return {
        ours: () => cloudmake.time("plan", examples, "--no-refresh"),
        other: () => terraform.time("plan", "-input=false", "-no-color"),
        close: cloudmake.close,
      };
    } catch (error) {
      await cloudmake.close();
      throw error;
    }
  },
};

async function resourcesIn(run: (...args: readonly string[]) => Promise<string>): Promise<number> {
  const { data } = JSON.parse(await run("plan", examples, "--no-refresh", "--json"));
  const plans: readonly { readonly steps: readonly unknown[] }[] = data.plans;
  return plans.reduce((sum, { steps }) => sum + steps.length, 0);
}
