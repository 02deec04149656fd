import { enableCompileCache } from "node:module";

// Starts as the command line interface does: bundled, from the compile cache, with schemas interpreted.
enableCompileCache();
void import("../../apps/cli/src/interpret-schemas.ts")
  .then(() => import("./create-through-pulumi.ts"))
  .then(({ createAll }) => createAll(process.argv.slice(2)));
