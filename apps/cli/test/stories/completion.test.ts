import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cloudmakeBundle } from "../story.ts";

const run = promisify(execFile);
const shop = `apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: shop }
spec:
  environments: { dev: {}, prod: {} }
  components: { cache: { type: kv } }
`;
const ada = `apiVersion: cloudmake.dev/v1
kind: Workspace
metadata: { name: ada-dev }
spec: { provider: digitalocean, size: s-2vcpu-4gb, region: ams3, image: debian-12 }
`;

describe("completion in bash", () => {
  let directory: string;
  let specs: string;

  /** What is offered for the last word of a command line that bash has split into these. */
  const offered = async (...words: readonly string[]): Promise<{ words: readonly string[]; stderr: string }> => {
    const script = `eval "$(cloudmake completion bash)"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cloudmake
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { PATH: `${join(directory, "bin")}:${process.env["PATH"]}`, HOME: directory };
    const { stdout, stderr } = await run("bash", ["-c", script, "bash", "cloudmake", ...words], { cwd: specs, env });
    return { words: stdout.split("\n").filter((word) => word !== ""), stderr };
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "cloudmake-completion-"));
    specs = join(directory, "here");
    for (const name of ["bin", "here"]) mkdirSync(join(directory, name));
    const wrapper = `#!/bin/sh\nexec "${process.execPath}" "${cloudmakeBundle}" "$@"\n`;
    writeFileSync(join(directory, "bin/cloudmake"), wrapper, { mode: 0o755 });
    writeFileSync(join(specs, "shop.yaml"), shop);
    writeFileSync(join(specs, "ada.yaml"), ada);
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  test.each([
    ["the environments of the specs", ["plan", "-e", ""], ["ada-dev", "dev", "prod"]],
    ["those that begin so", ["apply", "--environment", "d"], ["dev"]],
    ["the stacks", ["destroy", "--yes", "--stack", ""], ["workspace/ada-dev", "shop/dev", "shop/prod"]],
    ["a stack behind a sign of equality", ["plan", "--stack", "=", "w"], ["workspace/ada-dev"]],
    ["all of them right behind it", ["plan", "--environment", "="], ["ada-dev", "dev", "prod"]],
    ["a stack where one is an argument", ["state", "show", "shop/p"], ["shop/prod"]],
    ["options also behind the value of another one", ["plan", "-e", "dev", "--det"], ["--detailed-exitcode"]],
  ])("offers %s", async (_, words, expected) => {
    expect(await offered(...words)).toEqual({ words: expected, stderr: "" });
  });

  test("offers what can be read where something is wrong", async () => {
    writeFileSync(join(specs, "shop.yaml"), shop.replace("type: kv", "type: nonsense"));
    writeFileSync(join(specs, "ada.yaml"), `${ada}  - [`);
    expect(await offered("plan", "-s", "")).toEqual({ words: ["shop/dev", "shop/prod"], stderr: "" });
  });

  test("says nothing where there is nothing, and writes nothing", async () => {
    for (const name of readdirSync(specs)) rmSync(join(specs, name));
    expect(await offered("plan", "-e", "")).toEqual({ words: [], stderr: "" });
    expect(readdirSync(specs)).toEqual([]);
  });

  test("runs nothing that a spec has in place of a name", async () => {
    const name = "$(touch made)";
    const text = shop.replace("dev: {}", `"${name}": {}`);
    writeFileSync(join(specs, "shop.yaml"), text.replace("name: shop", `name: "${name}"`));
    writeFileSync(join(specs, "ada.yaml"), text);
    expect(await offered("plan", "-e", "")).toEqual({ words: ["prod"], stderr: "" });
    expect(await offered("plan", "-s", "")).toEqual({ words: ["shop/prod"], stderr: "" });
    expect(readdirSync(specs).sort()).toEqual(["ada.yaml", "shop.yaml"]);
  });
});
