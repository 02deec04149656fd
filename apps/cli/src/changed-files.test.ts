import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { changedSince } from "./changed-files.ts";

const top = mkdtempSync(join(tmpdir(), "cloudmake-changed-"));
const cwd = join(top, "team");
const signal = AbortSignal.any([]);
const wanted = (file: string): boolean => file.endsWith(".yaml");

function git(...args: readonly string[]): void {
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  execFileSync("git", [...who, ...args], { cwd: top, stdio: "ignore" });
}

function write(file: string, text: string): void {
  writeFileSync(join(top, file), text);
}

mkdirSync(cwd);
git("init");
for (const name of ["kept", "edited", "deleted"]) write(`team/${name}.yaml`, `${name} of then ü\n`);
write("code.js", "1");
git("add", ".");
git("commit", "-m", "then");
write("team/edited.yaml", "edited now\n");
write("team/new one.yaml", "new\n");
write("staged.yaml", "staged\n");
write("code.js", "2");
rmSync(join(cwd, "deleted.yaml"));
git("add", "staged.yaml");

afterAll(() => rmSync(top, { recursive: true, force: true }));

test("tells what was edited, deleted, staged and newly written, as seen from where the user stands", async () => {
  const { files } = await changedSince("HEAD", { cwd, signal, wanted });
  const outside = [join(top, "code.js"), join(top, "staged.yaml")];
  expect([...files].toSorted()).toEqual([...outside, "deleted.yaml", "edited.yaml", "new one.yaml"].toSorted());
});

test("gives the texts of then, of wanted files only", async () => {
  const { before } = await changedSince("HEAD", { cwd, signal, wanted });
  expect(before).toEqual([
    { name: "deleted.yaml", text: "deleted of then ü\n" },
    { name: "edited.yaml", text: "edited of then ü\n" },
  ]);
});

test.each(["nope", "--output=x"])("refuses %j, which is no commit", async (since) => {
  await expect(changedSince(since, { cwd, signal, wanted })).rejects.toMatchObject({ code: "USAGE" });
});
