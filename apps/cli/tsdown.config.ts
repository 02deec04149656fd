import { defineConfig } from "tsdown";
import { narrowText, ofSdk } from "./tsdown.sdk.config.ts";

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
].map((piece, index, all) => ({ ...piece, priority: all.length - index }));
const noPrograms = "\0no-programs";

/**
 * One bundle for the whole command line interface: Node starts it several times faster than the files one by one.
 * Dynamic imports become chunks of their own, so a command loads only what it needs. CommonJS, because importing a
 * built-in module into an ES module reads all its exports, and half of Node is loaded with them.
 */
export default defineConfig({
  entry: { main: "src/main.ts" },
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
    ofSdk("require(__dirname + '/sdk.cjs')"),
    narrowText(),
  ],
  outputOptions: { codeSplitting: { groups: pieces } },
  deps: {
    alwaysBundle: [/./],
    // Not bundled: native code, and what reads files beside its own.
    neverBundle: ["miniflare", /^@electric-sql\//],
    onlyBundle: false,
  },
});
