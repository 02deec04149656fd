/** A source file of `packages/providers/src/<cloud>/`. */
export interface DefinitionFile {
  readonly cloud: string;
  /** Without ending: `ssh-key`. */
  readonly name: string;
  readonly source: string;
}

/** The registry of resource definitions: every `export const x = defineResource(...)` of every cloud. */
export function definitionsRegistry(files: readonly DefinitionFile[]): string {
  const found = files.flatMap((file) => definitionsIn(file).map((definition) => ({ ...file, definition })));
  const imports = found.map(
    ({ cloud, name, definition }) =>
      `import { ${definition} as ${localName(cloud, definition)} } from "./${cloud}/${name}.ts";`,
  );
  const names = found.map(({ cloud, definition }) => `  ${localName(cloud, definition)},`);
  return [
    "// Made by `scripts/gen` from the folders beside this file.",
    'import type { ResourceDefinition } from "./define-resource.ts";',
    ...imports,
    "",
    "/** Every resource definition there is. */",
    "export const definitions: readonly ResourceDefinition[] = [",
    ...names,
    "];",
    "",
  ].join("\n");
}

function definitionsIn({ source }: DefinitionFile): readonly string[] {
  const definition = /^export const (\w+)(?:: [\w<>, ]+)? = defineResource(?:<[^(]*>)?\(/gm;
  return [...source.matchAll(definition)].map(([, name = ""]) => name);
}

/** Two clouds may both have a `zone`. */
function localName(cloud: string, definition: string): string {
  return `${cloud}${definition.charAt(0).toUpperCase()}${definition.slice(1)}`;
}
