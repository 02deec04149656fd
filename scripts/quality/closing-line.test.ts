import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkout } from "./source-files.ts";

const folder = mkdtempSync(join(tmpdir(), "cloudmake-closing-line-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a run ends with its counts, alone on the last line", () => {
  write("mixed.test.ts", `test("a", () => {}); test("b", () => { throw new Error("no") }); test.skip("c", () => {});`);
  expect(run("mixed")).toMatchObject({ status: 1, last: "1 passed, 1 failed, 1 skipped" });
});

test("a green run exits with 0", () => {
  write("green.test.ts", `test("a", () => {}); test("b", () => {});`);
  expect(run("green")).toMatchObject({ status: 0, last: "2 passed, 0 failed, 0 skipped" });
});

test("a file that does not load counts as a failure", () => {
  write("broken.test.ts", `throw new Error("no");`);
  expect(run("broken")).toMatchObject({ status: 1, last: "0 passed, 1 failed, 0 skipped" });
});

test("says why tests were skipped, once for each reason", () => {
  write("reason.test.ts", `for (const n of [1, 2]) test("t" + n, (context) => context.skip("no chromium here"));`);
  expect(run("reason").stdout).toContain("\nSkipped 2 tests: no chromium here\n0 passed, 0 failed, 2 skipped\n");
});

test("failed gates count as failures", () => {
  write("gates.test.ts", `test("a", () => {});`);
  expect(run("gates", { CLOUDMAKE_FAILED_GATES: "2" }).last).toBe("1 passed, 2 failed, 0 skipped");
});

function write(name: string, body: string): void {
  writeFileSync(join(folder, name), `${body}\n`);
}

function run(
  only: string,
  env: Readonly<Record<string, string>> = {},
): { status: number | null; last: string | undefined; stdout: string } {
  const reporter = join(import.meta.dirname, "closing-line-reporter.ts");
  const { status, stdout } = spawnSync(
    join(checkout, "node_modules/.bin/vitest"),
    ["run", "--root", folder, "--globals", "--reporter=default", `--reporter=${reporter}`, only],
    { encoding: "utf8", env: { ...process.env, CLOUDMAKE_FAILED_GATES: "0", ...env } },
  );
  return { status, last: stdout.trimEnd().split("\n").at(-1), stdout };
}
