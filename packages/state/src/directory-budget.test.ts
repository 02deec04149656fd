import { mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DirectoryBudget } from "./directory-budget.ts";

const call = { signal: AbortSignal.any([]) };
const countUp = (before: unknown): { after: { count: number }; answer: number } => {
  const count = 1 + (typeof before === "object" && before !== null && "count" in before ? Number(before.count) : 0);
  return { after: { count }, answer: count };
};

describe("the budgets of this machine", () => {
  let root: string;
  beforeEach(async () => {
    root = join(await mkdtemp(join(tmpdir(), "cloudmake-budgets-")), "budgets");
  });
  afterEach(() => rm(join(root, ".."), { recursive: true, force: true }));

  test("lose no change when several runs change one at once", async () => {
    const runs = Array.from({ length: 5 }, () => new DirectoryBudget(root, Date.now));
    const answers = await Promise.all(
      runs.flatMap((run) => Array.from({ length: 10 }, () => run.change("hetzner-0", countUp, call))),
    );
    expect(answers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(await readdir(join(root, "hetzner-0"))).toHaveLength(1);
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
