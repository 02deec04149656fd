import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { layerProblems } from "./layers/layer-problems.ts";
import type { Manifest } from "./layers/layer-problems.ts";
import { report } from "./problem.ts";
import { checkout, sourceFiles } from "./source-files.ts";

const manifests = sourceFiles(
  "packages/*/package.json",
  "apps/*/package.json",
  "stacks/package.json",
  "mcp/package.json",
).map(readManifest);
const files = sourceFiles("*.ts", "*.tsx").filter((file) => !file.endsWith(".d.ts"));

report(
  files.flatMap((file) => layerProblems(file, readFileSync(join(checkout, file), "utf8"), manifests)),
  `layers of ${files.length} files`,
);

function readManifest(path: string): Manifest {
  const { name, dependencies, devDependencies } = JSON.parse(readFileSync(join(checkout, path), "utf8"));
  return {
    folder: dirname(path),
    name: String(name),
    dependencies: new Set(Object.keys(dependencies ?? {})),
    devDependencies: new Set(Object.keys(devDependencies ?? {})),
  };
}
