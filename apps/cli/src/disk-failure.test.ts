import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { diskFailure } from "./disk-failure.ts";

test("what the machine refuses is told with its path, and is no bug", () => {
  expect(diskFailure(thrownBy(() => mkdirSync(join("/dev/null", "specs"))))?.data).toMatchObject({
    problem: "/dev/null/specs cannot be used: a part of the path is no directory.",
  });
  expect(diskFailure(thrownBy(() => mkdirSync("/nowhere/at/all")))?.data).toMatchObject({
    problem: "/nowhere/at/all cannot be used: no directory can be made there.",
  });
});

test("anything else stays what it is", () => {
  expect(diskFailure(new Error("a bug"))).toBeUndefined();
  expect(diskFailure(thrownBy(() => readFileSync("/nowhere/at/all")))).toBeUndefined();
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}
