import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout, sourceFiles } from "./source-files.ts";

/**
 * Generated files are what the generators write from today's sources. Compared by content, not with `git diff`, so
 * that it also holds in a work tree with changes.
 */
const before = contents();
execFileSync(join(checkout, "scripts/gen"), { stdio: ["ignore", "ignore", "inherit"] });
const after = contents();

const stale = [...new Set([...before.keys(), ...after.keys()])].filter((file) => before.get(file) !== after.get(file));
for (const file of stale) console.error(`${file} was stale; it is generated anew now`);
if (stale.length > 0) process.exitCode = 1;
else console.log(`${after.size} generated files are up to date`);

function contents(): ReadonlyMap<string, string> {
  const files = sourceFiles("*.gen.ts", "*.gen.json", "specs/schema/*.json", "docs/reference/components.md");
  return new Map(files.map((file) => [file, readFileSync(join(checkout, file), "utf8")]));
}
