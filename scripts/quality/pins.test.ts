import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "./source-files.ts";

const read = (file: string): string => readFileSync(join(checkout, file), "utf8");
const versions = read("scripts/toolchain/versions.sh");
const pinned = (name: string): string | undefined => new RegExp(`^${name}=(.+)$`, "m").exec(versions)?.[1];

test("the Pulumi CLI, its Go module and the SDK are of one version", () => {
  const version = pinned("pulumi_version");
  expect(read("pnpm-workspace.yaml")).toContain(`"@pulumi/pulumi": ${version}\n`);
  expect(read("scripts/toolchain/pulumi/go.mod")).toContain(`github.com/pulumi/pulumi/pkg/v3 v${version} `);
  expect(read("scripts/toolchain/pulumi/go.mod")).toContain(`github.com/pulumi/pulumi/sdk/v3 v${version} `);
});

test("pnpm is the one package.json names", () => {
  expect(read("package.json")).toContain(`"packageManager": "pnpm@${pinned("pnpm_version")}"`);
});
