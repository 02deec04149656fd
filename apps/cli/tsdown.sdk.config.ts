import { createRequire } from "node:module";
import { defineConfig, type Rolldown } from "tsdown";

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
  "google-protobuf/google/protobuf/any_pb.js",
  "google-protobuf/google/protobuf/empty_pb.js",
  "google-protobuf/google/protobuf/struct_pb.js",
];

/** The packages that bring them. */
const owners = ["provisioner", "providers"].map((name) =>
  createRequire(new URL(`../../packages/${name}/package.json`, import.meta.url)),
);

/** Two lines, which are needed before all that. */
const versionOnly = "@pulumi/pulumi/version.js";
const entry = "\0sdk.cjs";
const neverUsed = "\0never-used";
const prefix = "\0of-sdk:";
const suffix = ".cjs";

/** The file that gives every one of these modules by its name: one file is loaded in less time than three hundred. */
export default defineConfig({
  entry: { sdk: entry },
  platform: "node",
  target: "node22.12",
  format: "cjs",
  outExtensions: () => ({ js: ".cjs" }),
  clean: false,
  dts: false,
  // Names stay, for traces.
  minify: { compress: false, mangle: false, codegen: true },
  sourcemap: true,
  outputOptions: { codeSplitting: false },
  deps: { alwaysBundle: [/./], onlyBundle: false },
  plugins: [
    {
      name: "sdk",
      resolveId: { order: "pre", handler: (source) => (source === entry ? entry : undefined) },
      load: (id) => (id === entry ? entryText() : undefined),
    },
    {
      // Pulumi can pack functions of a program into the state. Ours registers plain data: see `spare-npm.ts`.
      name: "sdk-without-packing",
      resolveId: (source) =>
        /^(@npmcli\/arborist|normalize-package-data|typescript|ts-node)(\/|$)/.test(source) ? neverUsed : undefined,
      load: (id) => (id === neverUsed ? "module.exports = {};" : undefined),
    },
    narrowText(),
  ],
});

/** Lets other bundles find these modules in that file; `file` is how their code loads it. */
export function ofSdk(file: string): Rolldown.Plugin {
  return {
    name: "of-sdk",
    resolveId: {
      order: "pre",
      handler: (source) => (isOfSdk(source) ? `${prefix}${source}${suffix}` : undefined),
    },
    load: (id) => {
      if (!id.startsWith(prefix)) return undefined;
      return `module.exports = ${file}[${JSON.stringify(id.slice(prefix.length, -suffix.length))}];`;
    },
  };
}

/** With a letter beyond Latin-1 in it a text takes two bytes for each. */
export function narrowText(): Rolldown.Plugin {
  return {
    name: "narrow-text",
    generateBundle: (_, files) => {
      for (const file of Object.values(files)) if (file.type === "chunk") file.code = narrow(file.code);
    },
  };
}

function narrow(code: string): string {
  return code.replace(/[^\0-\u00FF]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function entryText(): string {
  const lines = modules.map((name) => `${JSON.stringify(name)}: require(${JSON.stringify(placeOf(name))}),`);
  return `module.exports = {\n${lines.join("\n")}\n};\n`;
}

/** Whether a module is one of these. One of the same packages that is not is an error: it would be found nowhere. */
function isOfSdk(name: string): boolean {
  if (!/^(@pulumi\/|@grpc\/|google-protobuf)/.test(name) || name === versionOnly) return false;
  if (!modules.includes(name)) throw new Error(`${name} is used, but not in apps/cli/tsdown.sdk.config.ts`);
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
