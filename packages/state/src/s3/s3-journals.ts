import { randomUUID } from "node:crypto";
import { Failure, JournalEntry, type StackId } from "@cloudmake/model";
import type { ClearCall, Journals } from "@cloudmake/ports";
import { Batches } from "../batches.ts";
import { type Heads, mustBeNewest } from "./heads.ts";

const digits = 12;

/** Entries that were written together are one object; objects are numbered, on from those that are there. */
export class S3Journals implements Journals {
  readonly #heads: Heads;
  readonly #batches = new Batches<JournalEntry>();
  readonly #last = new Map<StackId, number>();
  /** Two processes may use the same number: their objects stand beside each other. */
  readonly #writer = randomUUID();

  constructor(heads: Heads) {
    this.#heads = heads;
  }

  async append(stack: StackId, entry: JournalEntry, { signal }: { signal: AbortSignal }): Promise<void> {
    signal.throwIfAborted();
    await this.#batches.add(stack, entry, (entries) => this.#write(stack, entries, signal));
  }

  async #write(stack: StackId, entries: readonly JournalEntry[], signal: AbortSignal): Promise<void> {
    const last = this.#last.get(stack) ?? (await this.#newest(stack, signal));
    this.#last.set(stack, last + 1);
    const key = `${this.#folder(stack)}${String(last + 1).padStart(digits, "0")}-${this.#writer}.ndjson`;
    const text = entries.map((one) => `${JSON.stringify(one)}\n`).join("");
    await this.#heads.store.put(key, text, { absent: true }, signal);
  }

  async read(stack: StackId, { signal }: { signal: AbortSignal }): Promise<readonly JournalEntry[]> {
    const entries: JournalEntry[] = [];
    for (const key of await this.#heads.store.list(this.#folder(stack), signal)) {
      const { value } = await this.#heads.store.get(key, signal);
      const lines = value?.text.split("\n").filter((line) => line !== "") ?? [];
      entries.push(...lines.map((line) => decode(line, key)));
    }
    return entries;
  }

  /**
   * What is cleared was there before the token was checked; a later holder's entries are not among it. A crash halfway
   * leaves entries twice that say the same.
   */
  clear(stack: StackId, { token, keep = [], signal }: ClearCall): Promise<void> {
    return this.#batches.afterwards(stack, async () => {
      const keys = await this.#heads.store.list(this.#folder(stack), signal);
      const { head } = await this.#heads.see(stack, signal);
      if (head !== undefined) mustBeNewest(head, token);
      if (keep.length > 0) await this.#write(stack, keep, signal);
      await this.#heads.store.remove(keys, signal);
    });
  }

  async #newest(stack: StackId, signal: AbortSignal): Promise<number> {
    const keys = await this.#heads.store.list(this.#folder(stack), signal);
    return Number(keys.at(-1)?.slice(this.#folder(stack).length).split("-")[0] ?? 0);
  }

  #folder(stack: StackId): string {
    return `${this.#heads.folder(stack)}journal/`;
  }
}

function decode(line: string, file: string): JournalEntry {
  try {
    return JournalEntry.parse(JSON.parse(line));
  } catch (error) {
    throw new Failure("STATE_CORRUPT", { file, problem: "it has a line that is no journal entry" }, error);
  }
}
