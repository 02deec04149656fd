import { mkdir, open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { Failure, JournalEntry, type StackId } from "@cloudmake/model";
import type { Journals } from "@cloudmake/ports";
import { Batches } from "./batches.ts";
import type { DirectoryLeases } from "./directory-leases.ts";
import { replaceDurably } from "./durable-file.ts";
import { onDisk } from "./errno.ts";
import { readText } from "./read-text.ts";
import { stackDirectory } from "./stack-directory.ts";

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
    await this.#batches.add(stack, entry, (entries) => {
      return this.#write(stack, entries.map((one) => `${JSON.stringify(one)}\n`).join(""));
    });
  }

  async #write(stack: StackId, text: string): Promise<void> {
    await mkdir(stackDirectory(this.#root, stack), { recursive: true, mode: 0o700 });
    const handle = await open(this.#file(stack), "a+", 0o600);
    try {
      await dropTornLine(handle);
      await onDisk(stackDirectory(this.#root, stack), async () => {
        await handle.appendFile(text);
        await handle.datasync();
      });
    } finally {
      await handle.close();
    }
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

  clear(stack: StackId, { token, signal }: { token: number; signal: AbortSignal }): Promise<void> {
    return this.#batches.afterwards(stack, async () => {
      signal.throwIfAborted();
      await this.#leases.mustBeNewest(stack, token);
      if ((await readText(this.#file(stack))) !== undefined) await replaceDurably(this.#file(stack), "");
    });
  }

  #file(stack: StackId): string {
    return join(stackDirectory(this.#root, stack), "journal.ndjson");
  }
}

/** What a crash left half-written was never acknowledged, so it is no entry. */
async function dropTornLine(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  if (size === 0 || (await bytesAt(handle, size - 1, 1)).toString() === "\n") return;
  const from = Math.max(0, size - tornLineBytes);
  const end = (await bytesAt(handle, from, size - from)).lastIndexOf("\n");
  await handle.truncate(end === -1 ? from : from + end + 1);
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function decode(line: string, file: string, number: number): JournalEntry {
  try {
    return JournalEntry.parse(JSON.parse(line));
  } catch (error) {
    throw new Failure("STATE_CORRUPT", { file, problem: `line ${number} is no journal entry` }, error);
  }
}
