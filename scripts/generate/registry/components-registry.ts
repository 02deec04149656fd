import { camelCase } from "../../scaffold/pattern/new-file.ts";

/** The registry of component types: one folder each, whose `component.ts` exports `<type>Component`. */
export function componentsRegistry(folders: readonly string[]): string {
  const components = folders.map((folder) => ({ folder, name: `${camelCase(folder)}Component` }));
  const names = [...components.map(({ name }) => name), "workspaceComponent"];
  return [
    "// Made by `scripts/gen` from the folders beside this file.",
    'import type { ComponentTypes } from "../component-type.ts";',
    'import { workspaceComponent } from "../workspace.ts";',
    ...components.map(({ folder, name }) => `import { ${name} } from "./${folder}/component.ts";`),
    "",
    "export const componentTypes: ComponentTypes = new Map(",
    "  [",
    ...names.map((name) => `    ${name},`),
    "  ].map((component) => [component.type, component]),",
    ");",
    "",
  ].join("\n");
}
