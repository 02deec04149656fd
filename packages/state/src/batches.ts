import type { StackId } from "@cloudmake/model";

interface Batch<Entry> {
  readonly entries: Entry[];
  readonly written: Promise<void>;
}

/** Writes of one stack wait for each other; entries that come meanwhile go together with the next write, in order. */
export class Batches<Entry> {
  readonly #tails = new Map<StackId, Promise<unknown>>();
  readonly #waiting = new Map<StackId, Batch<Entry>>();

  add(stack: StackId, entry: Entry, write: (entries: readonly Entry[]) => Promise<void>): Promise<void> {
    const waiting = this.#waiting.get(stack);
    if (waiting !== undefined) {
      waiting.entries.push(entry);
      return waiting.written;
    }
    const entries = [entry];
    const written = this.#inTurn(stack, () => {
      this.#waiting.delete(stack);
      return write(entries);
    });
    this.#waiting.set(stack, { entries, written });
    return written;
  }

  /** After all that was added before; what is added from now on comes after it. */
  afterwards(stack: StackId, work: () => Promise<void>): Promise<void> {
    this.#waiting.delete(stack);
    return this.#inTurn(stack, work);
  }

  async #inTurn(stack: StackId, write: () => Promise<void>): Promise<void> {
    const before = this.#tails.get(stack) ?? Promise.resolve();
    const turn = before.then(write, write);
    this.#tails.set(stack, turn);
    try {
      await turn;
    } finally {
      if (this.#tails.get(stack) === turn) this.#tails.delete(stack);
    }
  }
}
