import { builtinModules } from "node:module";
import { defineConfig } from "tsdown";
import bundle from "./tsdown.config.ts";
import { ofSdk } from "./tsdown.sdk.config.ts";

/** What may be loaded while a snapshot is made: Node can keep these in one. All else is loaded when it is first used. */
const early = ["events", "fs", "fs/promises", "os", "path", "process", "util", "v8"];
const late = [/^pg-native$/, ...builtinModules.map(named)].filter(
  (pattern) => !early.some((name) => pattern.test(name)),
);
/** Commands that never run from the snapshot, and what only they need. */
const elsewhere = /\/commands\/(?!(affected|apply|destroy|drift|plan|validate)\.ts)/;

/** One file with the commands that look at specs and those that apply them, for a snapshot of Node's memory: see `src/snapshot.ts`. */
export default defineConfig({
  ...bundle,
  entry: "src/snapshot.ts",
  // Its text is part of what is read at each start.
  minify: true,
  sourcemap: false,
  outputOptions: { codeSplitting: false },
  deps: { alwaysBundle: [/./], neverBundle: early.map(named), onlyBundle: false },
  plugins: [
    ofSdk('globalThis.cloudmakeRequire("./sdk.cjs")'),
    {
      name: "loaded-late",
      resolveId: {
        order: "pre",
        handler: (source, importer) => {
          if (elsewhere.test(source)) return `\0elsewhere:${source}`;
          if (importer?.includes("/commander/") === true) return undefined;
          if (!late.some((pattern) => pattern.test(source))) return undefined;
          return `\0late:${source}.cjs`;
        },
      },
      load: (id) => {
        if (id.startsWith("\0elsewhere:")) return "export {};";
        if (!id.startsWith("\0late:")) return undefined;
        const name = id.slice("\0late:".length, -".cjs".length);
        return `module.exports = globalThis.cloudmakeRequire(${JSON.stringify(name)});`;
      },
    },
    bundle.plugins,
  ],
});

function named(name: string): RegExp {
  return new RegExp(`^(node:)?${name}$`);
}
