import { createRequire, Module } from "node:module";

const dependencyResolver = "@npmcli/arborist";

/**
 * Keeps Pulumi's SDK from loading npm's dependency resolver: half of its start. It serves only to pack functions
 * of a program into the state, which a program that registers plain data never does.
 */
export function spareNpm(): void {
  const require = createRequire(import.meta.url);
  try {
    const place = createRequire(require.resolve("@pulumi/pulumi")).resolve(dependencyResolver);
    if (require.cache[place] !== undefined) return;
    const stub = new Module(place);
    stub.filename = place;
    stub.loaded = true;
    require.cache[place] = stub;
  } catch {
    // Another SDK without it: nothing to spare.
  }
}
