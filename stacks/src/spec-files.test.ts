import { loadSpecs } from "@cloudmake/spec";
import { describe, expect, test } from "vitest";
import { project } from "../test/compile-text.ts";
import { componentTypes, filesOf } from "./index.ts";
import { resolvePath } from "./spec-files.ts";

describe("a path in a spec file", () => {
  test.each([
    ["specs/shop.yaml", "./web/worker.js", "specs/web/worker.js"],
    ["specs/shop.yaml", "worker.js", "specs/worker.js"],
    ["specs/shop.yaml", "../dist//worker.js", "dist/worker.js"],
    ["shop.yaml", "../worker.js", "../worker.js"],
    ["../shop.yaml", "../worker.js", "../../worker.js"],
    ["/home/ada/shop.yaml", "../../../../worker.js", "/worker.js"],
    ["shop.yaml", "/srv/worker.js", "/srv/worker.js"],
  ])("in %s, %s is %s", (specFile, path, resolved) => {
    expect(resolvePath(specFile, path)).toBe(resolved);
  });
});

test("every file is asked for once, whoever needs it", () => {
  const text = project(`one: { type: worker, main: ./w.js }\ntwo: { type: worker, main: w.js }`);
  const { stacks } = loadSpecs([{ name: "specs/shop.yaml", text }], componentTypes);
  expect(filesOf(stacks, componentTypes).map(({ path, component }) => [path, component])).toEqual([
    ["specs/w.js", "one"],
  ]);
});
