import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

test("validating never loads the package that edits are made with", () => {
  const packages = packagesOf(join(import.meta.dirname, "index.ts"));
  expect([...packages].toSorted()).toEqual(["@cloudmake/model", "js-yaml", "zod"]);
  expect(packagesOf(join(import.meta.dirname, "format.ts"))).toContain("yaml");
});

/** The packages a module imports, itself or through its neighbours; types do not count. */
function packagesOf(entry: string): ReadonlySet<string> {
  const seen = new Set([entry]);
  const packages = new Set<string>();
  for (const file of seen) {
    const code = readFileSync(file, "utf8").replaceAll(/^(?:import|export) type .*?;$/gms, "");
    for (const [, target = ""] of code.matchAll(/^(?:import|export) [^;]*?from "(.*?)";$/gms)) {
      if (target.startsWith(".")) seen.add(join(dirname(file), target));
      else packages.add(target);
    }
  }
  return packages;
}
