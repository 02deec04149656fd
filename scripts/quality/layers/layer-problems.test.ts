import { describe, expect, test } from "vitest";
import { layerProblems } from "./layer-problems.ts";
import type { Manifest } from "./layer-problems.ts";

const manifests: readonly Manifest[] = [
  room("packages/model", "@cloudmake/model", ["zod"]),
  room("packages/ports", "@cloudmake/ports", ["@cloudmake/model"]),
  room("packages/spec", "@cloudmake/spec", ["@cloudmake/model", "js-yaml"]),
  room("packages/engine", "@cloudmake/engine", [
    "@cloudmake/model",
    "@cloudmake/ports",
    "@cloudmake/spec",
    "@cloudmake/state",
  ]),
  room("packages/service", "@cloudmake/service", ["@cloudmake/engine", "@cloudmake/ports", "@cloudmake/client"]),
  room("packages/client", "@cloudmake/client", ["@cloudmake/model"]),
  room("packages/state", "@cloudmake/state", ["@cloudmake/model", "@cloudmake/sandbox"], ["@cloudmake/testing"]),
  room("packages/sandbox", "@cloudmake/sandbox", ["@cloudmake/model"]),
  room("packages/providers", "@cloudmake/providers", ["@pulumi/pulumi"], ["@cloudmake/sandbox", "@pulumi/hcloud"]),
  room("packages/provisioner", "@cloudmake/provisioner", ["@pulumi/pulumi"]),
  room("packages/testing", "@cloudmake/testing", ["@cloudmake/model"]),
  room("stacks", "@cloudmake/stacks", ["@cloudmake/model", "@pulumi/hcloud", "@pulumi/pulumi"]),
  room("apps/cli", "cloudmake", ["@cloudmake/provisioner", "@cloudmake/testing"]),
];

describe("the layer check lets through", () => {
  test.each([
    ["a lower layer", "packages/spec/src/a.ts", `import { z } from "@cloudmake/model";`],
    ["types of ports in L1", "packages/engine/src/a.ts", `import type { Clock } from "@cloudmake/ports";`],
    ["ports in L2", "packages/service/src/a.ts", `import { makePlan } from "@cloudmake/engine";`],
    ["an adapter in an app", "apps/cli/src/a.ts", `const p = await import("@cloudmake/provisioner");`],
    [
      "an adapter in a test of another",
      "packages/providers/test/a.test.ts",
      `import { start } from "@cloudmake/sandbox";`,
    ],
    [
      "Pulumi in the provisioner",
      "packages/provisioner/src/a.ts",
      `import * as auto from "@pulumi/pulumi/automation/index.js";`,
    ],
    [
      "Pulumi in the gRPC provider",
      "packages/providers/src/grpc/a.ts",
      `import grpc from "@pulumi/pulumi/proto/provider_pb.js";`,
    ],
    ["Pulumi in the program", "stacks/src/program.ts", `import { log } from "@pulumi/pulumi";`],
    [
      "types of SDKs in stacks",
      "stacks/src/components/server/compile.ts",
      `import type { ServerArgs } from "@pulumi/hcloud";`,
    ],
    [
      "types of SDKs in a type test",
      "packages/providers/test/a.test.ts",
      `import type { ServerArgs } from "@pulumi/hcloud";`,
    ],
    ["an import that only stands in text", "packages/model/src/a.ts", 'const text = `\nimport fs from "node:fs";\n`;'],
    ["an import that is commented out", "packages/model/src/a.ts", `/*\nimport fs from "node:fs";\n*/`],
    ["a neighbour", "packages/engine/src/a/b.ts", `import { c } from "../c.ts";`],
  ])("%s", (_, file, source) => {
    expect(layerProblems(file, source, manifests)).toEqual([]);
  });
});

describe("the layer check refuses", () => {
  test.each([
    ["a higher layer", "packages/engine/src/a.ts", `import { open } from "@cloudmake/state";`, "L1 does not import L3"],
    [
      "even as a type",
      "packages/engine/src/a.ts",
      `import type { S } from "@cloudmake/state";`,
      "L1 does not import L3",
    ],
    ["even lazily", "packages/engine/src/a.ts", `const s = await import("@cloudmake/state");`, "L1 does not import L3"],
    ["a re-export of it", "packages/engine/src/a.ts", `export * from "@cloudmake/state";`, "L1 does not import L3"],
    ["L1 beside L1", "packages/engine/src/a.ts", `import { parse } from "@cloudmake/spec";`, "L1 packages"],
    ["values of ports in L1", "packages/engine/src/a.ts", `import { x } from "@cloudmake/ports";`, "L1 packages"],
    [
      "an inline type, which still loads",
      "packages/engine/src/a.ts",
      `import { type X } from "@cloudmake/ports";`,
      "L1 packages",
    ],
    ["L2 beside L2", "packages/service/src/a.ts", `import { x } from "@cloudmake/client";`, "L2 packages"],
    [
      "an adapter beside an adapter",
      "packages/state/src/a.ts",
      `import { x } from "@cloudmake/sandbox";`,
      "adapters do not import",
    ],
    ["test suites in code", "apps/cli/src/a.ts", `import { x } from "@cloudmake/testing";`, "is for tests"],
    [
      "a development dependency in code",
      "packages/providers/src/a.ts",
      `import { x } from "@cloudmake/sandbox";`,
      "development dependency",
    ],
    ["what is not declared", "packages/spec/src/a.ts", `import yaml from "yaml";`, "not in packages/spec/package.json"],
    ["effects in pure code", "packages/spec/src/a.ts", `import { readFileSync } from "node:fs";`, "L1 is pure"],
    [
      "Pulumi in a definition",
      "packages/providers/src/hetzner/a.ts",
      `import p from "@pulumi/pulumi";`,
      "load @pulumi/*",
    ],
    ["SDK values in stacks", "stacks/src/a.ts", `import { Server } from "@pulumi/hcloud";`, "write `import type`"],
    ["the program from pure code", "stacks/src/a.ts", `import { program } from "./program.ts";`, "has effects"],
    [
      "another package by path",
      "packages/spec/src/a.ts",
      `import { x } from "../../model/src/value.ts";`,
      "leaves packages/spec",
    ],
    ["a test from code", "packages/spec/src/a.ts", `import { x } from "./worlds.test.ts";`, "is a test's"],
  ])("%s", (_, file, source, message) => {
    expect(layerProblems(file, source, manifests).map((problem) => problem.message)).toEqual([
      expect.stringContaining(message),
    ]);
  });

  test("a room nobody has given a layer", () => {
    expect(() => layerProblems("packages/novel/src/a.ts", "", manifests)).toThrow("packages/novel is a new room");
  });
});

test("a problem names the line of its import", () => {
  const source = `// first\n\nimport {\n  open,\n} from "@cloudmake/state";\n`;
  expect(layerProblems("packages/engine/src/a.ts", source, manifests)).toEqual([
    expect.objectContaining({ line: 3, rule: "layers" }),
  ]);
});

function room(
  folder: string,
  name: string,
  dependencies: readonly string[],
  devDependencies: readonly string[] = [],
): Manifest {
  return { folder, name, dependencies: new Set(dependencies), devDependencies: new Set(devDependencies) };
}
