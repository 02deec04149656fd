import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Validation and a plan without changes must not pay for Pulumi's SDKs. */
test("loading the component types loads nothing of Pulumi", () => {
  const entry = join(import.meta.dirname, "index.ts");
  const script = `
    import { Module } from "node:module";
    import { componentTypes } from ${JSON.stringify(entry)};
    const loaded = Object.keys(Module._cache).filter((file) => file.includes("pulumi"));
    console.log(JSON.stringify({ types: componentTypes.size, loaded }));
  `;
  const output = execFileSync(process.execPath, ["--input-type=module", "--no-warnings", "-e", script], {
    encoding: "utf8",
  });
  expect(JSON.parse(output)).toEqual({ types: 8, loaded: [] });
});
