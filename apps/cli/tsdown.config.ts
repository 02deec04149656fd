import { defineConfig } from "tsdown";

/**
 * One bundle for the whole command line interface: Node starts it several times faster than the files one by one.
 * Dynamic imports become chunks of their own, so a command loads only what it needs.
 */
export default defineConfig({
  entry: "src/main.ts",
  platform: "node",
  target: "node22.12",
  format: "esm",
  outExtensions: () => ({ js: ".js" }),
  clean: false,
  dts: false,
  minify: false,
  sourcemap: true,
  deps: {
    alwaysBundle: [/./],
    // Not bundled: native code, files read beside the code, or classes that must exist once per process.
    neverBundle: [/^@pulumi\//, "@grpc/grpc-js", /^google-protobuf/, "miniflare", /^@electric-sql\//],
    onlyBundle: false,
  },
});
