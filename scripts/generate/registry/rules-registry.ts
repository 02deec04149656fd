import { type CloudFile, exportsMadeBy } from "./exports-made-by.ts";

/** The registry of rules: every `export const x = describeResource(...)` of every cloud, by token. */
export function rulesRegistry(files: readonly CloudFile[]): string {
  const found = exportsMadeBy("describeResource", files);
  return [
    "// Made by `scripts/gen` from the folders beside this file.",
    'import type { ResourceDescription } from "./describe-resource.ts";',
    ...found.map(({ line }) => line),
    "",
    "const descriptions: readonly ResourceDescription[] = [",
    ...found.map(({ localName }) => `  ${localName},`),
    "];",
    "",
    "/** The pure half of every resource definition, by token. */",
    "export const resourceRules: ReadonlyMap<string, ResourceDescription> = new Map(",
    "  descriptions.map((description) => [description.type, description]),",
    ");",
    "",
  ].join("\n");
}
