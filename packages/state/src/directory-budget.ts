import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isErrno, makeDirectory } from "@cloudmake/model";
import type { SharedBudget } from "@cloudmake/ports";

/** Runs that may be faster than one change before it gives up. */
const OVERTAKEN_LIMIT = 500;
/** What nobody changed for so long says nothing any more: no window of a service is longer than an hour. */
const KEPT_MS = 24 * 3_600_000;
const longestPauseMs = 8;
/** Numbers that stay behind the newest. */
const KEPT_NUMBERS = 100;

/**
 * Budgets of accounts in a directory of this machine. Every change makes the next file `<number>.json`, which only one
 * process can; the highest counts. The last hundred stay, so a number that is free is the next one, and not one that
 * others had long ago. There is no lock, so none can be left behind. Nothing is synced to disk: after a power cut the
 * budgets are full again, and so are the services'.
 *
 * Files are read and written synchronously: a change takes a fraction of a millisecond, and every call to a cloud waits
 * for one. By promises it would stand in line eight times behind whatever else the process does.
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
    for (let attempt = 0; attempt < OVERTAKEN_LIMIT; attempt += 1) {
      signal.throwIfAborted();
      const made = this.#tryToChange(directory, temporary, change);
      if (made !== undefined) return made.answer;
      await pause(Math.random() * longestPauseMs, undefined, { signal });
    }
    throw new Error(`the budget of ${account} changes too fast`);
  }

  /** `undefined`: another process was faster. */
  #tryToChange<T>(
    directory: string,
    temporary: string,
    change: (before: unknown) => { readonly after: unknown; readonly answer: T },
  ): { readonly answer: T } | undefined {
    const numbers = numbersIn(directory);
    const newest = Math.max(0, ...numbers);
    const text = newest === 0 ? undefined : textOf(join(directory, `${newest}.json`));
    if (newest > 0 && text === undefined) return undefined; // overtaken between the two looks
    const { after, answer } = change(parsed(text));
    try {
      writeFileSync(temporary, JSON.stringify(after), { mode: 0o600 });
      if (!isFirst(directory, temporary, newest + 1)) return undefined;
    } finally {
      rmSync(temporary, { force: true });
    }
    for (const number of numbers) {
      if (number <= newest - KEPT_NUMBERS) rmSync(join(directory, `${number}.json`), { force: true });
    }
    if (newest === 0) this.#forgetOld();
    return { answer };
  }

  /** Accounts of tokens and sandboxes that are gone. */
  #forgetOld(): void {
    for (const name of readdirSync(this.#root)) {
      const directory = join(this.#root, name);
      const seen = statSync(directory, { throwIfNoEntry: false });
      if (seen !== undefined && this.#now() - seen.mtimeMs > KEPT_MS) {
        rmSync(directory, { recursive: true, force: true });
      }
    }
  }
}

function isFirst(directory: string, temporary: string, number: number): boolean {
  const file = join(directory, `${number}.json`);
  try {
    linkSync(temporary, file);
  } catch (error) {
    if (isErrno(error, "EEXIST")) return false;
    throw error;
  }
  // One that was free only because others are so far beyond it that it was cleared away is no change. One that others
  // have built on meanwhile is.
  if (!numbersIn(directory).some((other) => other >= number + KEPT_NUMBERS)) return true;
  rmSync(file, { force: true });
  return false;
}

function numbersIn(directory: string): readonly number[] {
  try {
    return readdirSync(directory).flatMap((name) => {
      const number = /^(\d+)\.json$/.exec(name)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
    makeDirectory(directory, mkdirSync);
    return [];
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
