import { createRequire } from "node:module";

/** What CloudMake uses of Pulumi's SDK and of what that speaks. */
const modules = [
  "@grpc/grpc-js",
  "@pulumi/pulumi/automation/cmd.js",
  "@pulumi/pulumi/automation/localWorkspace.js",
  "@pulumi/pulumi/automation/stack.js",
  "@pulumi/pulumi/errors.js",
  "@pulumi/pulumi/log/index.js",
  "@pulumi/pulumi/output.js",
  "@pulumi/pulumi/proto/plugin_pb.js",
  "@pulumi/pulumi/proto/provider_grpc_pb.js",
  "@pulumi/pulumi/proto/provider_pb.js",
  "@pulumi/pulumi/proto/resource_grpc_pb.js",
  "@pulumi/pulumi/proto/resource_pb.js",
  "@pulumi/pulumi/proto/status_pb.js",
  "@pulumi/pulumi/runtime/config.js",
  "@pulumi/pulumi/runtime/rpc.js",
  "@pulumi/pulumi/runtime/settings.js",
  "@pulumi/pulumi/runtime/stack.js",
  "@pulumi/pulumi/version.js",
  "google-protobuf/google/protobuf/any_pb.js",
  "google-protobuf/google/protobuf/empty_pb.js",
  "google-protobuf/google/protobuf/struct_pb.js",
];

/** The packages that bring them. */
const owners = ["provisioner", "providers"].map((name) =>
  createRequire(new URL(`../../packages/${name}/package.json`, import.meta.url)),
);

/** Stands for a file that gives every one of these modules by its name. */
export const sdkEntry = "\0sdk.cjs";

/** That file's text. */
export function sdkText(): string {
  const lines = modules.map((name) => `${JSON.stringify(name)}: require(${JSON.stringify(placeOf(name))}),`);
  return `module.exports = {\n${lines.join("\n")}\n};\n`;
}

/** Whether a module is one of these. One of the same packages that is not is an error: it would be found nowhere. */
export function isOfSdk(name: string): boolean {
  if (!/^(@pulumi\/|@grpc\/|google-protobuf)/.test(name)) return false;
  if (!modules.includes(name)) throw new Error(`${name} is used, but not in apps/cli/tsdown.sdk.ts`);
  return true;
}

function placeOf(name: string): string {
  for (const owner of owners) {
    try {
      return owner.resolve(name);
    } catch {
      // The next one may.
    }
  }
  throw new Error(`no package of ours brings ${name}`);
}
