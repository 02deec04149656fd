import { Failure, StackId } from "@cloudmake/model";
import { z } from "zod";
import { ProcessIdentity } from "../process-identity.ts";
import type { ObjectStore } from "./object-store.ts";

/** Writers that may overtake one change before it gives up. */
const overtakenLimit = 50;

/**
 * All that is true of one stack, in one object: who holds the lease, and which objects are its record and the engine's
 * files. Every change replaces exactly the version it has read, so a check and its write cannot come apart.
 */
export const Head = z.object({
  formatVersion: z.literal(1),
  stack: StackId,
  /** The fencing token: only ever grows. */
  token: z.int(),
  lease: z
    .object({
      holder: z.string(),
      since: z.iso.datetime(),
      until: z.iso.datetime(),
      process: ProcessIdentity,
      /** Tells an acquisition whose answer got lost from somebody else's. */
      attempt: z.string(),
    })
    .optional(),
  /** Who was the last to have the lease. */
  holder: z.string().optional(),
  serial: z.int(),
  record: z.string().optional(),
  recordBefore: z.string().optional(),
  engineFiles: z.string().optional(),
});
export type Head = z.infer<typeof Head>;

export interface HeadSeen {
  readonly head: Head | undefined;
  /** By the store's clock. */
  readonly nowMs: number;
}

const Format = z.object({ formatVersion: z.literal(1) });

export class Heads {
  readonly store: ObjectStore;
  readonly #prefix: string;
  readonly #name: string;
  #proven: Promise<void> | undefined;

  /** @param prefix - empty, or ends in `/` */
  constructor(store: ObjectStore, prefix: string, name: string) {
    this.store = store;
    this.#prefix = prefix;
    this.#name = name;
  }

  /** Everything of a stack stands under it. */
  folder(stack: StackId): string {
    return `${this.#prefix}stacks/${stack}/`;
  }

  place(name: string): string {
    return `${this.#prefix}${name}`;
  }

  async see(stack: StackId, signal: AbortSignal): Promise<HeadSeen> {
    const { value, nowMs } = await this.store.get(this.#key(stack), signal);
    return { head: value === undefined ? undefined : this.#decode(stack, value.text), nowMs };
  }

  /** Stacks that have a head. */
  async stacks(signal: AbortSignal): Promise<readonly StackId[]> {
    const prefix = this.place("stacks/");
    const keys = await this.store.list(prefix, signal);
    return keys.flatMap((key) => {
      const stack = StackId.safeParse(/^(.+)\/head\.json$/.exec(key.slice(prefix.length))?.[1]);
      return stack.success ? [stack.data] : [];
    });
  }

  /** Replaces a head. `change` may run several times, sees its own earlier success, and throws to refuse. */
  async change(stack: StackId, signal: AbortSignal, change: (seen: HeadSeen) => Promise<Head> | Head): Promise<Head> {
    await this.prove(signal);
    for (let attempt = 0; attempt < overtakenLimit; attempt += 1) {
      const { value, nowMs } = await this.store.get(this.#key(stack), signal);
      const next = await change({ head: value === undefined ? undefined : this.#decode(stack, value.text), nowMs });
      const condition = value === undefined ? { absent: true as const } : { etag: value.etag };
      if (await this.store.put(this.#key(stack), `${JSON.stringify(next)}\n`, condition, signal)) return next;
    }
    throw new Failure("STATE_UNAVAILABLE", { place: this.#name, reason: `too many others write to ${stack}` });
  }

  /** Before the first write: a store that ignores conditions would let two writers in, so it is refused. */
  async prove(signal: AbortSignal): Promise<void> {
    this.#proven ??= this.#prove(signal);
    try {
      await this.#proven;
    } catch (error) {
      this.#proven = undefined;
      throw error;
    }
  }

  async #prove(signal: AbortSignal): Promise<void> {
    const key = this.place("format.json");
    const { value } = await this.store.get(key, signal);
    if (value !== undefined && Format.safeParse(jsonOf(value.text)).success) return;
    if (value !== undefined) {
      throw new Failure("STATE_CORRUPT", { file: key, problem: "it is of another version of CloudMake" });
    }
    const probe = this.place(`probe-${crypto.randomUUID()}`);
    const tries = [
      { absent: true as const },
      { absent: true as const },
      { etag: '"00000000000000000000000000000000"' },
    ];
    const results: boolean[] = [];
    for (const condition of tries) results.push(await this.store.put(probe, "probe", condition, signal));
    await this.store.remove([probe], signal);
    if (results[1] === true || results[2] === true) {
      const reason = "it ignores conditional writes (If-None-Match, If-Match), so two writers could not be kept apart";
      throw new Failure("STATE_UNAVAILABLE", { place: this.#name, reason });
    }
    await this.store.put(key, '{"formatVersion":1}\n', { absent: true }, signal);
  }

  #key(stack: StackId): string {
    return `${this.folder(stack)}head.json`;
  }

  #decode(stack: StackId, text: string): Head {
    const head = Head.safeParse(jsonOf(text));
    if (head.success) return head.data;
    throw new Failure("STATE_CORRUPT", { file: this.#key(stack), problem: "it is no head of a stack" }, head.error);
  }
}

/** The head of a stack that nobody has written to. */
export function emptyHead(stack: StackId): Head {
  return { formatVersion: 1, stack, token: 0, serial: 0 };
}

/** Refuses with `LEASE_LOST` when a newer token was given out. */
export function mustBeNewest({ stack, token, holder }: Head, own: number): void {
  if (token > own) throw new Failure("LEASE_LOST", { stack, holder: holder ?? "a later run" });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
