import type { SpecPath, StackSpec } from "@cloudmake/model";
import type { ComponentTypes } from "./component-type.ts";

/** A file whose text `compileStacks` wants: read it and hand it over under `path`. */
export interface SpecFile {
  /** Relative to where the spec files' names are relative to. */
  readonly path: string;
  readonly stack: string;
  readonly component: string;
  readonly setting: SpecPath;
}

/** Every file the components of these stacks need, in order of appearance, without duplicates. */
export function filesOf(specs: readonly StackSpec[], types: ComponentTypes): readonly SpecFile[] {
  const found = new Map<string, SpecFile>();
  for (const spec of specs) {
    for (const component of spec.components) {
      for (const { path, setting } of types.get(component.type)?.files(component.settings) ?? []) {
        const resolved = resolvePath(spec.place.file, path);
        if (found.has(resolved)) continue;
        found.set(resolved, { path: resolved, stack: spec.stack, component: component.name, setting });
      }
    }
  }
  return [...found.values()];
}

/** A path that stands in a spec file, seen from where the spec file's own name is seen from. */
export function resolvePath(specFile: string, path: string): string {
  if (path.startsWith("/")) return normal(path);
  const folder = specFile.includes("/") ? specFile.slice(0, specFile.lastIndexOf("/") + 1) : "";
  return normal(folder + path);
}

function normal(path: string): string {
  const root = path.startsWith("/") ? "/" : "";
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (root === "") parts.push(part); // above the root is the root
  }
  return root + parts.join("/");
}
