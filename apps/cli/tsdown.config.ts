import { defineConfig } from "tsdown";
import { sdkEntry, sdkText } from "./tsdown.sdk.ts";

/** Files of the bundle that most commands need, each in one piece: finding and opening twenty small ones takes its time. */
const pieces = [
  { name: "program", test: /node_modules\/commander\/|cli\/src\/(program|version|command-line|render\/envelope)/ },
  // Zod is told how to work before the first schema is made.
  { name: "zod", test: /node_modules\/zod\/|cli\/src\/interpret-schemas/ },
  {
    name: "specs",
    test: /node_modules\/(@noble|js-yaml)\/|packages\/(spec\/src\/(?!format)|providers\/src\/.*rules)|stacks\/src|cli\/src\/(read-specs|open-specs|select-stacks)/,
  },
  {
    name: "run",
    test: /cli\/src\/(run-command|config|disk-failure|exit-codes|redact|spec-errors|streams|terminal|render\/(counted|failure-words)|wiring\/open-state)|model\/src\/hide-secrets/,
  },
  // Pulumi's SDK and what it speaks: three hundred files otherwise.
  {
    name: "pulumi",
    test: /node_modules\/(@pulumi|@grpc|google-protobuf|@opentelemetry|protobufjs|semver|upath|execa)\//,
  },
].map((piece, index, all) => ({ ...piece, priority: all.length - index }));
const noPrograms = "\0no-programs";
const neverUsed = "\0never-used";

/**
 * One bundle for the whole command line interface: Node starts it several times faster than the files one by one.
 * Dynamic imports become chunks of their own, so a command loads only what it needs. CommonJS, because importing a
 * built-in module into an ES module reads all its exports, and half of Node is loaded with them.
 */
export default defineConfig({
  // The second gives programs that start from a snapshot what cannot stand in one.
  entry: { main: "src/main.ts", sdk: sdkEntry },
  platform: "node",
  target: "node22.12",
  format: "cjs",
  checks: { legacyCjs: false },
  outExtensions: () => ({ js: ".cjs" }),
  clean: false,
  dts: false,
  // Names stay, for traces.
  minify: { compress: false, mangle: false, codegen: true },
  sourcemap: true,
  plugins: [
    {
      // Commander can start programs as subcommands. Ours are functions: what starts programs need not be loaded.
      name: "commander-without-programs",
      resolveId: (source, importer) =>
        source === "node:child_process" && importer?.includes("/commander/") === true ? noPrograms : undefined,
      load: (id) => (id === noPrograms ? "export default {};" : undefined),
    },
    {
      name: "sdk",
      resolveId: { order: "pre", handler: (source) => (source === sdkEntry ? sdkEntry : undefined) },
      load: (id) => (id === sdkEntry ? sdkText() : undefined),
    },
    {
      // With a letter beyond Latin-1 in it a text takes two bytes for each.
      name: "narrow-text",
      generateBundle: (_, files) => {
        for (const file of Object.values(files)) if (file.type === "chunk") file.code = narrow(file.code);
      },
    },
    {
      // Pulumi can pack functions of a program into the state. Ours registers plain data: see `spare-npm.ts`.
      name: "pulumi-without-packing",
      resolveId: (source) =>
        /^(@npmcli\/arborist|normalize-package-data|typescript|ts-node)(\/|$)/.test(source) ? neverUsed : undefined,
      load: (id) => (id === neverUsed ? "module.exports = {};" : undefined),
    },
  ],
  outputOptions: { codeSplitting: { groups: pieces } },
  deps: {
    alwaysBundle: [/./],
    // Not bundled: native code, and what reads files beside its own.
    neverBundle: ["miniflare", /^@electric-sql\//],
    onlyBundle: false,
  },
});

function narrow(code: string): string {
  return code.replace(/[^\0-\u00FF]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
