import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeDirectory } from "./make-directory.ts";

function newRoot(): string {
  const root = mkdtempSync(join(tmpdir(), "cloudmake-directory-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return root;
}

describe("a directory", () => {
  test.each(["a", "a/b/c", "a/b/", "a//b"])("is made for its owner alone, with all it stands in: %s", (path) => {
    const root = newRoot();
    for (const time of ["first", "second"]) {
      makeDirectory(`${root}/${path}`, mkdirSync);
      expect([time, statSync(join(root, path)).mode & 0o777, statSync(join(root, "a")).mode & 0o777]).toEqual([
        time,
        0o700,
        0o700,
      ]);
    }
  });

  test("is refused below a file", () => {
    const root = newRoot();
    writeFileSync(join(root, "file"), "");
    expect(() => makeDirectory(join(root, "file", "a"), mkdirSync)).toThrow(
      expect.objectContaining({ code: "ENOTDIR" }),
    );
  });

  // As in `/proc`, where a test that fails would never end.
  test.each(["/proc/x", "/proc/x/y/", "x/y", ".", "/"])("is refused where %s is missing and cannot be made", (path) => {
    const makeOne = (): never => {
      throw Object.assign(new Error("missing"), { code: "ENOENT" });
    };
    expect(() => makeDirectory(path, makeOne)).toThrow("missing");
  });
});
