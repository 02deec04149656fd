import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { checkout, sourceFiles } from "../quality/source-files.ts";
import { componentsRegistry } from "./registry/components-registry.ts";
import { definitionsRegistry } from "./registry/definitions-registry.ts";

const components = sourceFiles("stacks/src/components/*/component.ts");
write("stacks/src/components/registry.gen.ts", componentsRegistry(components.map((file) => basename(dirname(file)))));

const definitions = sourceFiles("packages/providers/src/*/*.ts").filter((file) => !/\.(?:test|gen)\.ts$/.test(file));
write(
  "packages/providers/src/registry.gen.ts",
  definitionsRegistry(
    definitions.map((file) => ({
      cloud: basename(dirname(file)),
      name: basename(file, ".ts"),
      source: readFileSync(join(checkout, file), "utf8"),
    })),
  ),
);

function write(file: string, text: string): void {
  writeFileSync(join(checkout, file), text);
}
