/** A source file of `packages/providers/src/<cloud>/`. */
export interface DefinitionFile {
  readonly cloud: string;
  /** Without ending: `ssh-key`. */
  readonly name: string;
  readonly source: string;
}

/** The registry of resource definitions: every `export const x = defineResource(...)`, a list per cloud. */
export function definitionsRegistry(files: readonly DefinitionFile[]): string {
  const found = files.flatMap((file) => definitionsIn(file).map((definition) => ({ ...file, definition })));
  const clouds = [...new Set(found.map(({ cloud }) => cloud))].toSorted();
  const lists = clouds.map((cloud) => {
    const names = found
      .filter((entry) => entry.cloud === cloud)
      .map(({ definition }) => `  ${localName(cloud, definition)},\n`);
    return `export const ${cloud}Definitions: readonly ResourceDefinition[] = [\n${names.join("")}];\n`;
  });
  return [
    "// Made by `scripts/gen` from the folders beside this file.",
    'import type { ResourceDefinition } from "./define-resource.ts";',
    ...found.map(
      ({ cloud, name, definition }) =>
        `import { ${definition} as ${localName(cloud, definition)} } from "./${cloud}/${name}.ts";`,
    ),
    "",
    ...lists,
    "/** Everything CloudMake can make, in every cloud. */",
    `export const definitions: readonly ResourceDefinition[] = [\n${clouds.map((cloud) => `  ...${cloud}Definitions,\n`).join("")}];`,
    "",
  ].join("\n");
}

function definitionsIn({ source }: DefinitionFile): readonly string[] {
  return [...source.matchAll(/^export const (\w+)(?:: [\w<>, ]+)? = defineResource\(/gm)].map(([, name = ""]) => name);
}

/** Two clouds may both have a `zone`. */
function localName(cloud: string, definition: string): string {
  return `${cloud}${definition.charAt(0).toUpperCase()}${definition.slice(1)}`;
}
