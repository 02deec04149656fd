import { defineConfig } from "tsdown";

const readsSpecs =
  /node_modules\/(@noble|js-yaml)\/|packages\/(spec\/src\/(?!format)|providers\/src\/.*rules)|stacks\/src|cli\/src\/(read-specs|open-specs|select-stacks)/;
const noPrograms = "\0no-programs";

/**
 * One bundle for the whole command line interface: Node starts it several times faster than the files one by one.
 * Dynamic imports become chunks of their own, so a command loads only what it needs. CommonJS, because importing a
 * built-in module into an ES module reads all its exports, and half of Node is loaded with them.
 */
export default defineConfig({
  entry: "src/main.ts",
  platform: "node",
  target: "node22.12",
  format: "cjs",
  checks: { legacyCjs: false },
  outExtensions: () => ({ js: ".cjs" }),
  clean: false,
  dts: false,
  minify: false,
  sourcemap: true,
  plugins: [
    {
      // Commander can start programs as subcommands. Ours are functions: what starts programs need not be loaded.
      name: "commander-without-programs",
      resolveId: (source, importer) =>
        source === "node:child_process" && importer?.includes("/commander/") === true ? noPrograms : undefined,
      load: (id) => (id === noPrograms ? "export default {};" : undefined),
    },
  ],
  // What reads specs stands in one file, which most commands need: finding and opening twenty takes its time. Zod has
  // its own, because it is told how to work before the first schema is made.
  outputOptions: {
    codeSplitting: {
      groups: [
        { name: "zod", test: /node_modules\/zod\//, priority: 2 },
        { name: "specs", test: readsSpecs, priority: 1 },
      ],
    },
  },
  deps: {
    alwaysBundle: [/./],
    // Not bundled: native code, files read beside the code, or classes that must exist once per process.
    neverBundle: [/^@pulumi\//, "@grpc/grpc-js", /^google-protobuf/, "miniflare", /^@electric-sql\//],
    onlyBundle: false,
  },
});
