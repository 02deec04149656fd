import { randomUUID } from "node:crypto";
import { link, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { SharedBudget } from "@cloudmake/ports";
import { isErrno } from "./errno.ts";
import { readText } from "./read-text.ts";

/** Runs that may be faster than one change before it gives up. */
const OVERTAKEN_LIMIT = 500;
/** What nobody changed for so long says nothing any more: no window of a service is longer than an hour. */
const KEPT_MS = 24 * 3_600_000;
const longestPauseMs = 8;

/**
 * Budgets of accounts in a directory of this machine. Every change makes the next file `<number>.json`, which only one
 * process can; the highest counts. There is no lock, so none can be left behind. Nothing is synced to disk: after a
 * power cut the budgets are full again, and so are the services'.
 */
export class DirectoryBudget implements SharedBudget {
  readonly #root: string;
  readonly #now: () => number;

  constructor(root: string, now: () => number) {
    this.#root = root;
    this.#now = now;
  }

  async change<T>(
    account: string,
    change: (before: unknown) => { readonly after: unknown; readonly answer: T },
    { signal }: { signal: AbortSignal },
  ): Promise<T> {
    const directory = join(this.#root, account);
    const temporary = join(directory, `${randomUUID()}.tmp`);
    try {
      for (let attempt = 0; attempt < OVERTAKEN_LIMIT; attempt += 1) {
        signal.throwIfAborted();
        const numbers = await this.#numbers(directory);
        const newest = Math.max(0, ...numbers);
        const text = newest === 0 ? undefined : await readText(join(directory, `${newest}.json`));
        if (newest > 0 && text === undefined) continue; // overtaken between the two looks
        const { after, answer } = change(parsed(text));
        await writeFile(temporary, JSON.stringify(after), { mode: 0o600 });
        if (await this.#isFirst(directory, temporary, newest + 1)) {
          await Promise.all(numbers.map((number) => rm(join(directory, `${number}.json`), { force: true })));
          if (newest === 0) await this.#forgetOld();
          return answer;
        }
        await pause(Math.random() * longestPauseMs, undefined, { signal });
      }
      throw new Error(`the budget of ${account} changes too fast`);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async #isFirst(directory: string, temporary: string, number: number): Promise<boolean> {
    const file = join(directory, `${number}.json`);
    try {
      await link(temporary, file);
    } catch (error) {
      if (isErrno(error, "EEXIST")) return false;
      throw error;
    }
    // A number that was free only because others are far beyond it is no change.
    if (!(await this.#numbers(directory)).some((other) => other > number)) return true;
    await rm(file, { force: true });
    return false;
  }

  async #numbers(directory: string): Promise<readonly number[]> {
    try {
      return (await readdir(directory)).flatMap((name) => {
        const number = /^(\d+)\.json$/.exec(name)?.[1];
        return number === undefined ? [] : [Number(number)];
      });
    } catch (error) {
      if (!isErrno(error, "ENOENT")) throw error;
      await mkdir(directory, { recursive: true, mode: 0o700 });
      return [];
    }
  }

  /** Accounts of tokens and sandboxes that are gone. */
  async #forgetOld(): Promise<void> {
    for (const name of await readdir(this.#root)) {
      const directory = join(this.#root, name);
      const seen = await stat(directory).catch(() => undefined);
      if (seen !== undefined && this.#now() - seen.mtimeMs > KEPT_MS)
        await rm(directory, { recursive: true, force: true });
    }
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
