import { parseSync } from "oxc-parser";

/** One import or re-export, as it stands at run time. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Erased before the program runs. `import { type A }` is not: it still loads the module. */
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

/** Every module a source file names, in order. Dynamic imports of computed names stay unseen. */
export function importsOf(file: string, source: string): readonly Import[] {
  const { module, errors } = parseSync(file, source);
  const [error] = errors;
  if (error !== undefined) throw new SyntaxError(`${file}: ${error.message}`);

  const found: (Import & { readonly at: number })[] = [];
  const add = (at: number, specifier: string, how: { typeOnly: boolean; dynamic: boolean }): void => {
    found.push({ at, specifier, line: source.slice(0, at).split("\n").length, ...how });
  };
  for (const { start, moduleRequest } of module.staticImports) {
    add(start, moduleRequest.value, { typeOnly: isErased(source, start), dynamic: false });
  }
  for (const { start, entries } of module.staticExports) {
    const request = entries[0]?.moduleRequest;
    if (request) add(start, request.value, { typeOnly: isErased(source, start), dynamic: false });
  }
  for (const { start, moduleRequest } of module.dynamicImports) {
    const name = /^(["'`])([^"'`$]+)\1$/.exec(source.slice(moduleRequest.start, moduleRequest.end))?.[2];
    if (name !== undefined) add(start, name, { typeOnly: false, dynamic: true });
  }
  return found.toSorted((a, b) => a.at - b.at).map(({ at: _, ...rest }) => rest);
}

function isErased(source: string, at: number): boolean {
  return /^(?:import|export)\s+type\b(?!\s*(?:,|from\s*["']))/.test(source.slice(at, at + 80));
}
