import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { openScreen } from "./screen.ts";

/** More than a pipe holds. */
const much = `${"x".repeat(200_000)}\n`;

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), "cloudmake-screen-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function opened(file: string, flags: string | number): number {
  const descriptor = openSync(file, flags);
  onTestFinished(() => closeSync(descriptor));
  return descriptor;
}

function fail(error: Error): never {
  throw error;
}

function noStream(): never {
  throw new Error("no stream of Node is needed");
}

test("a file gets all that is written, in order, without a stream of Node", () => {
  const file = join(folder(), "out");
  const screen = openScreen(opened(file, "w"), noStream, fail);
  for (const text of ["one\n", "zwölf\n", much]) screen.write(text);
  expect(readFileSync(file, "utf8")).toBe(`one\nzwölf\n${much}`);
  expect([screen.isTTY, screen.columns]).toEqual([false, 80]);
});

test("what a full pipe does not take waits in Node's stream, and what follows waits behind it", () => {
  const pipe = join(folder(), "pipe");
  execFileSync("mkfifo", [pipe]);
  const reader = opened(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = opened(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
  const stream = new PassThrough();
  const screen = openScreen(writer, () => stream, fail);
  screen.write(much);
  screen.write("last\n");
  const taken = Buffer.alloc(much.length);
  const count = readSync(reader, taken);
  expect(count).toBeLessThan(much.length);
  expect(`${taken.toString("utf8", 0, count)}${String(stream.read())}`).toBe(`${much}last\n`);
});

test("a reader that has gone is told of once for each write, and nothing is kept for it", () => {
  const pipe = join(folder(), "pipe");
  execFileSync("mkfifo", [pipe]);
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = opened(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
  closeSync(reader);
  const failures: string[] = [];
  const screen = openScreen(writer, noStream, (error) => {
    failures.push("code" in error ? String(error.code) : error.message);
  });
  screen.write("hello\n");
  expect(failures).toEqual(["EPIPE"]);
});
