import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { DirectoryBudget } from "./directory-budget.ts";

const run = promisify(execFile);
const call = { signal: AbortSignal.any([]) };
const countUp = (before: unknown): { after: { count: number }; answer: number } => {
  const count = 1 + (typeof before === "object" && before !== null && "count" in before ? Number(before.count) : 0);
  return { after: { count }, answer: count };
};

/** What a process of its own gets for so many changes, one after the other. */
async function countInAnotherProcess(root: string, times: number): Promise<readonly number[]> {
  const program = `
    import { DirectoryBudget } from ${JSON.stringify(new URL("directory-budget.ts", import.meta.url).href)};
    const budget = new DirectoryBudget(${JSON.stringify(root)}, Date.now);
    const countUp = ${countUp.toString()};
    const answers = [];
    for (let time = 0; time < ${times}; time += 1) {
      answers.push(await budget.change("hetzner-0", countUp, { signal: AbortSignal.any([]) }));
    }
    console.log(JSON.stringify(answers));
  `;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program]);
  return z.array(z.int()).parse(JSON.parse(stdout));
}

describe("the budgets of this machine", () => {
  let root: string;
  beforeEach(async () => {
    root = join(await mkdtemp(join(tmpdir(), "cloudmake-budgets-")), "budgets");
  });
  afterEach(() => rm(join(root, ".."), { recursive: true, force: true }));

  test("lose no change when several processes change one at once", async () => {
    const runs = Array.from({ length: 3 }, () => countInAnotherProcess(root, 100));
    const answers = (await Promise.all(runs)).flat();
    expect(answers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  });

  test("keep few files, however often they are changed", async () => {
    const budget = new DirectoryBudget(root, Date.now);
    for (let time = 0; time < 300; time += 1) await budget.change("neon-0", countUp, call);
    const files = await readdir(join(root, "neon-0"));
    expect(files).toContain("300.json");
    expect(files.length).toBeLessThanOrEqual(101);
  });

  test("take a number that others had long ago for no change", async () => {
    const budget = new DirectoryBudget(root, Date.now);
    const other = new DirectoryBudget(root, Date.now);
    await budget.change("neon-0", countUp, call);
    const ahead: Promise<number>[] = [];
    let first = true;
    const answer = await budget.change(
      "neon-0",
      (before) => {
        // Suspended between its look and its word, while others go on.
        if (first) for (let time = 0; time < 150; time += 1) ahead.push(other.change("neon-0", countUp, call));
        first = false;
        return countUp(before);
      },
      call,
    );
    expect(await Promise.all(ahead)).toEqual(Array.from({ length: 150 }, (_, index) => index + 2));
    expect(answer).toBe(152);
  });

  test("are kept apart by account, and from other users", async () => {
    const budget = new DirectoryBudget(root, Date.now);
    expect(await budget.change("hetzner-0", countUp, call)).toBe(1);
    expect(await budget.change("neon-0", countUp, call)).toBe(1);
    expect((await stat(join(root, "neon-0"))).mode & 0o777).toBe(0o700);
    expect((await stat(join(root, "neon-0", "1.json"))).mode & 0o777).toBe(0o600);
  });

  test("begin anew where the last word cannot be read", async () => {
    const budget = new DirectoryBudget(root, Date.now);
    await budget.change("neon-0", countUp, call);
    await writeFile(join(root, "neon-0", "1.json"), '{"cou');
    expect(await budget.change("neon-0", countUp, call)).toBe(1);
    expect(await budget.change("neon-0", countUp, call)).toBe(2);
  });

  test("are forgotten when nobody used them for a day", async () => {
    const budget = new DirectoryBudget(root, Date.now);
    await budget.change("old", countUp, call);
    await utimes(join(root, "old"), new Date(0), new Date(0));
    await budget.change("new", countUp, call);
    expect(await readdir(root)).toEqual(["new"]);
  });
});
