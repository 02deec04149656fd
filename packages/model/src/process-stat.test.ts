import { expect, test } from "vitest";
import { processStat } from "./process-stat.ts";

const fields = (state: string): string =>
  `${state} 12 42 42 0 -1 4194560 1 0 0 0 3 1 0 0 20 0 1 0 987654 1048576 256\n`;

test.each(["pulumi", "two words", "sh) Z 1 (x", "new\nline", ""])(
  "a process that calls itself `%s` is read like any other",
  (command) => {
    const stat = processStat(`42 (${command}) ${fields("S")}`);
    expect(stat).toEqual({ command, ended: false, parent: 12, beganTicks: 987_654 });
  },
);

test("a process that nobody has reaped has ended", () => {
  expect(processStat(`42 (sh) ${fields("Z")}`)?.ended).toBe(true);
});

test.each(["", "42 (sh)", "42 (sh) S 12", "no such process"])("nothing is read out of `%s`", (text) => {
  expect(processStat(text)).toBeUndefined();
});
