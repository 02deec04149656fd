import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cloudmake-toolchain-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a download", () => {
  const archive = "pulumi-v1.2.3-linux-x64.tar.gz";
  const sumOf = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest("hex");

  test.each([
    ["has its published SHA-256", `${sumOf("sha256", "content")}  ${archive}\n`, true],
    ["has its published SHA-512", `${sumOf("sha512", "content")}  ${archive}\n`, true],
    ["is listed in binary mode", `${sumOf("sha256", "content")} *${archive}\n`, true],
    ["has another content", `${sumOf("sha256", "tampered")}  ${archive}\n`, false],
    ["is not listed", `${sumOf("sha256", "content")}  other.tar.gz\n`, false],
    ["has a sum of no known kind", `abc  ${archive}\n`, false],
  ])("that %s is accepted or refused by it", (_, sums, accepted) => {
    serve({ [archive]: "content", "sums.txt": sums });
    const fetched = bash(
      `fetch_verified https://vendor.example/${archive} https://vendor.example/sums.txt "$folder/into"`,
    );
    expect(fetched.status).toBe(accepted ? 0 : 1);
    expect(readdirSync(join(folder, "into")).includes(archive)).toBe(accepted);
  });

  test("of a host that does not answer leaves nothing behind", () => {
    serve({});
    expect(bash(`fetch_verified https://vendor.example/a https://vendor.example/b "$folder/into"`).status).toBe(1);
    expect(readdirSync(join(folder, "into"))).toEqual([]);
  });

  /** A `curl` that delivers these files, each under the last part of its address. */
  function serve(files: Readonly<Record<string, string>>): void {
    mkdirSync(join(folder, "bin"));
    mkdirSync(join(folder, "into"));
    mkdirSync(join(folder, "served"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, "served", name), text);
    const curl = `#!/bin/sh\nwhile [ $# -gt 1 ]; do [ "$1" != --output ] || out=$2; shift; done\ncp "${folder}/served/\${1##*/}" "$out"\n`;
    writeFileSync(join(folder, "bin/curl"), curl, { mode: 0o755 });
  }
});

describe("the lock", () => {
  const taking = `take_lock "$folder/lock" "tries this"; echo taken; release_lock`;

  test("is taken and given back", () => {
    expect(bash(taking).stdout).toBe("taken\n");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("of an owner that died is taken over", () => {
    const dead = spawnSync("true").pid;
    symlinkSync(`${hostname()}:${dead}`, join(folder, "lock"));
    expect(bash(taking).stdout).toBe("taken\n");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("of a living owner is waited for", async () => {
    symlinkSync(`${hostname()}:${process.pid}`, join(folder, "lock"));
    const waiting = spawn("bash", ["-c", script(`${taking}; echo done`)], { stdio: ["ignore", "pipe", "pipe"] });
    const said = (async () => {
      let text = "";
      for await (const piece of waiting.stderr) {
        text += String(piece);
        if (text.includes("Waiting")) return text;
      }
      return text;
    })();
    expect(await said).toContain(`Waiting for another run (${hostname()}:${process.pid}) that tries this`);
    expect(readlinkSync(join(folder, "lock"))).toBe(`${hostname()}:${process.pid}`);
    rmSync(join(folder, "lock"));
    expect(await new Promise((resolve) => waiting.once("close", resolve))).toBe(0);
  });
});

describe("a step with progress", () => {
  test("shows only its label when it succeeds", () => {
    const { status, stderr } = bash(`with_progress "Building" sh -c "echo much output"`);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^Building\n {2}done in \d+s\n$/);
  });

  test("shows its last lines, without colours, and gives its exit code when it fails", () => {
    const { status, stderr } = bash(
      `with_progress "Building" sh -c "printf '\\033[31mno such thing\\033[0m\\n'; exit 7"`,
    );
    expect(status).toBe(7);
    expect(stderr).toMatch(/failed after \d+s \(exit code 7\)\. Its last lines:\n {4}no such thing\n$/);
  });
});

test("a folder is replaced as a whole", () => {
  mkdirSync(join(folder, "old"));
  mkdirSync(join(folder, "new"));
  writeFileSync(join(folder, "old/a"), "old");
  writeFileSync(join(folder, "new/b"), "new");
  bash(`replace_folder "$folder/new" "$folder/old"`);
  expect(readdirSync(folder)).toEqual(["old"]);
  expect(readFileSync(join(folder, "old/b"), "utf8")).toBe("new");
});

test("an unknown part is refused with the usage", () => {
  const { status, stderr } = spawnSync(join(import.meta.dirname, "ensure"), ["everything"], { encoding: "utf8" });
  expect(status).toBe(64);
  expect(stderr).toContain("scripts/toolchain/ensure [tools] [dependencies] [pulumi]");
});

function bash(body: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync("bash", ["-c", script(body)], { encoding: "utf8" });
}

function script(body: string): string {
  const parts = ["progress", "lock", "download"].map((part) => `. "${import.meta.dirname}/${part}.sh"`);
  return ["set -euo pipefail", `folder=${folder}`, `PATH=${folder}/bin:$PATH`, ...parts, body].join("\n");
}
