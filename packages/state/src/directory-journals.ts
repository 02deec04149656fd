import { appendFileSync, existsSync, fdatasync, fstatSync, ftruncateSync, readSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Failure, JournalEntry, type StackId } from "@cloudmake/model";
import type { ClearCall, Journals } from "@cloudmake/ports";
import { Batches } from "./batches.ts";
import type { DirectoryLeases } from "./directory-leases.ts";
import { openInside, replaceDurably, whileOpen } from "./durable-file.ts";
import { onDisk } from "./on-disk.ts";
import { readText } from "./read-text.ts";
import { stackDirectory } from "./stack-directory.ts";

const synced = promisify(fdatasync);

/** How far back the end of the last whole line is looked for; an entry has some hundred bytes. */
const tornLineBytes = 64 * 1024;

export class DirectoryJournals implements Journals {
  readonly #root: string;
  readonly #leases: DirectoryLeases;
  /** One write at a time: only then can a torn line be told from one being written. One sync for each. */
  readonly #batches = new Batches<JournalEntry>();

  constructor(root: string, leases: DirectoryLeases) {
    this.#root = root;
    this.#leases = leases;
  }

  async append(stack: StackId, entry: JournalEntry, { signal }: { signal: AbortSignal }): Promise<void> {
    signal.throwIfAborted();
    await this.#batches.add(stack, entry, (entries) => this.#write(stack, textOf(entries)));
  }

  async #write(stack: StackId, text: string): Promise<void> {
    await onDisk(stackDirectory(this.#root, stack), async () => {
      await whileOpen(openInside(this.#file(stack), "a+"), async (opened) => {
        dropTornLine(opened);
        appendFileSync(opened, text);
        await synced(opened);
      });
    });
  }

  async read(stack: StackId, { signal }: { signal: AbortSignal }): Promise<readonly JournalEntry[]> {
    signal.throwIfAborted();
    const file = this.#file(stack);
    const text = (await readText(file)) ?? "";
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    return whole
      .split("\n")
      .filter((line) => line !== "")
      .map((line, index) => decode(line, file, index + 1));
  }

  clear(stack: StackId, { token, keep = [], signal }: ClearCall): Promise<void> {
    return this.#batches.afterwards(stack, async () => {
      signal.throwIfAborted();
      await this.#leases.mustBeNewest(stack, token);
      const file = this.#file(stack);
      if (!existsSync(file)) return;
      if (keep.length > 0) await replaceDurably(file, textOf(keep));
      else await whileOpen(openInside(file, "a+"), empty);
    });
  }

  #file(stack: StackId): string {
    return join(stackDirectory(this.#root, stack), "journal.ndjson");
  }
}

/** The one change that a crash cannot leave half-done without writing a new file. */
async function empty(file: number): Promise<void> {
  ftruncateSync(file);
  await synced(file);
}

function textOf(entries: readonly JournalEntry[]): string {
  return entries.map((one) => `${JSON.stringify(one)}\n`).join("");
}

/** What a crash left half-written was never acknowledged, so it is no entry. */
function dropTornLine(file: number): void {
  const { size } = fstatSync(file);
  if (size === 0 || bytesAt(file, size - 1, 1).toString() === "\n") return;
  const from = Math.max(0, size - tornLineBytes);
  const end = bytesAt(file, from, size - from).lastIndexOf("\n");
  ftruncateSync(file, end === -1 ? from : from + end + 1);
}

function bytesAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, position));
}

function decode(line: string, file: string, number: number): JournalEntry {
  try {
    return JournalEntry.parse(JSON.parse(line));
  } catch (error) {
    throw new Failure("STATE_CORRUPT", { file, problem: `line ${number} is no journal entry` }, error);
  }
}
