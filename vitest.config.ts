import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "packages/*/{src,test}/**/*.test.ts",
      "stacks/{src,test}/**/*.test.ts",
      "apps/*/{src,test}/**/*.test.ts",
      "mcp/{src,test}/**/*.test.ts",
      "scripts/**/*.test.ts",
    ],
    reporters: ["default", "./scripts/quality/closing-line-reporter.ts"],
    globalSetup: ["./apps/cli/test/build-once.ts"],
    setupFiles: ["./scripts/quality/replay-seed.ts"],
    // Stories mostly wait for processes of their own, so two at a time keep two cores busy.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
