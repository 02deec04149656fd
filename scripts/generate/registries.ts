import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { checkout, sourceFiles } from "../quality/source-files.ts";
import { componentsRegistry } from "./registry/components-registry.ts";
import { definitionsRegistry } from "./registry/definitions-registry.ts";
import { rulesRegistry } from "./registry/rules-registry.ts";

const components = sourceFiles("stacks/src/components/*/component.ts");
write("stacks/src/components/registry.gen.ts", componentsRegistry(components.map((file) => basename(dirname(file)))));

const cloudFiles = sourceFiles("packages/providers/src/*/*.ts")
  .filter((file) => !/\.(?:test|gen)\.ts$/.test(file))
  .map((file) => ({
    cloud: basename(dirname(file)),
    name: basename(file, ".ts"),
    source: readFileSync(join(checkout, file), "utf8"),
  }));
write("packages/providers/src/registry.gen.ts", definitionsRegistry(cloudFiles));
write("packages/providers/src/rules.gen.ts", rulesRegistry(cloudFiles));

function write(file: string, text: string): void {
  writeFileSync(join(checkout, file), text);
}
