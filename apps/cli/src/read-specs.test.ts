import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readSpecs } from "./read-specs.ts";

const directory = mkdtempSync(join(tmpdir(), "cloudmake-specs-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("finds the specs of a directory, also those that begin with a byte order mark", () => {
  const spec = "apiVersion: cloudmake.dev/v1\nkind: Project\n";
  writeFileSync(join(directory, "marked.yaml"), `\uFEFF${spec}`);
  writeFileSync(join(directory, "plain.yaml"), spec);
  writeFileSync(join(directory, "other.yaml"), "name: a workflow\n");
  expect(readSpecs(["."], directory).map(({ name }) => name)).toEqual(["marked.yaml", "plain.yaml"]);
});
