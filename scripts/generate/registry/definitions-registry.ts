import { type CloudFile, exportsMadeBy } from "./exports-made-by.ts";

/** The registry of resource definitions: every `export const x = defineResource(...)` of every cloud. */
export function definitionsRegistry(files: readonly CloudFile[]): string {
  const found = exportsMadeBy("defineResource", files);
  return [
    "// Made by `scripts/gen` from the folders beside this file.",
    'import type { ResourceDefinition } from "./define-resource.ts";',
    ...found.map(({ line }) => line),
    "",
    "/** Every resource definition there is. */",
    "export const definitions: readonly ResourceDefinition[] = [",
    ...found.map(({ localName }) => `  ${localName},`),
    "];",
    "",
  ].join("\n");
}
