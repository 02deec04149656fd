import { builtinModules } from "node:module";
import { defineConfig } from "tsdown";
import bundle from "./tsdown.config.ts";

/** What may be loaded while a snapshot is made: Node can keep these in one. All else is loaded when it is first used. */
const early = ["events", "fs", "fs/promises", "os", "path", "process", "util", "v8"];
const late = [/^@pulumi\//, /^@grpc\//, /^google-protobuf/, /^pg-native$/, ...builtinModules.map(named)].filter(
  (pattern) => !early.some((name) => pattern.test(name)),
);
/** Commands that never run from the snapshot, and what only they need. */
const elsewhere = /\/commands\/(?!(affected|drift|plan|validate)\.ts)/;

/** One file with the commands that look at specs, for a snapshot of Node's memory: see `src/snapshot.ts`. */
export default defineConfig({
  ...bundle,
  entry: "src/snapshot.ts",
  // Its text is part of what is read at each start.
  minify: true,
  sourcemap: false,
  outputOptions: { codeSplitting: false },
  deps: { alwaysBundle: [/./], neverBundle: early.map(named), onlyBundle: false },
  plugins: [
    {
      name: "loaded-late",
      resolveId: {
        order: "pre",
        handler: (source, importer) => {
          if (elsewhere.test(source)) return `\0elsewhere:${source}`;
          if (importer?.includes("/commander/") === true || !late.some((pattern) => pattern.test(source))) return;
          return `\0late:${source}.cjs`;
        },
      },
      load: (id) => {
        if (id.startsWith("\0elsewhere:")) return "export {};";
        if (!id.startsWith("\0late:")) return undefined;
        return `module.exports = globalThis.cloudmakeRequire(${JSON.stringify(id.slice("\0late:".length, -".cjs".length))});`;
      },
    },
    {
      // With a letter beyond Latin-1 in it the text would take two bytes for each.
      name: "narrow-text",
      generateBundle: (_, files) => {
        for (const file of Object.values(files)) if (file.type === "chunk") file.code = narrow(file.code);
      },
    },
    bundle.plugins,
  ],
});

function narrow(code: string): string {
  return code.replace(/[^\0-\u00FF]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function named(name: string): RegExp {
  return new RegExp(`^(node:)?${name}$`);
}
