import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Failure, isErrno, StackId } from "@cloudmake/model";
import type { Lease, Leases } from "@cloudmake/ports";
import { z } from "zod";
import { createDurably, replaceDurably } from "./durable-file.ts";
import { isAlive, ownProcess, ProcessIdentity } from "./process-identity.ts";
import { readText } from "./read-text.ts";
import { stackDirectory } from "./stack-directory.ts";

/** Racers that may overtake one acquisition before it gives up; each of them holds the lease in turn. */
const overtakenLimit = 100;

const LeaseFile = z.object({
  stack: StackId,
  holder: z.string(),
  token: z.int(),
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  process: ProcessIdentity,
  released: z.boolean(),
});
type LeaseFile = z.infer<typeof LeaseFile>;

/**
 * Every acquisition makes the next file `lease.<token>.json`, which only one can; the highest is the stack's lease.
 * It stays when it is released, so tokens only ever grow, and nobody ever takes a file away from anybody.
 */
export class DirectoryLeases implements Leases {
  readonly #root: string;
  readonly #now: () => number;
  #process: Promise<ProcessIdentity> | undefined;

  constructor(root: string, now: () => number) {
    this.#root = root;
    this.#now = now;
  }

  async acquire(stack: StackId, holder: string, call: { ttlMs: number; signal: AbortSignal }): Promise<Lease> {
    this.#process ??= ownProcess();
    const process = await this.#process;
    for (let attempt = 0; attempt < overtakenLimit; attempt += 1) {
      call.signal.throwIfAborted();
      const current = await this.#newest(stack);
      if (current !== undefined && (await this.#holds(current))) throw held(current);
      const token = (current?.token ?? 0) + 1;
      const now = this.#now();
      const times = { since: iso(now), until: iso(now + call.ttlMs) };
      const file: LeaseFile = { stack, holder, token, ...times, process, released: false };
      if ((await createDurably(this.#file(stack, token), encode(file))) === "exists") continue;
      // A number that was free only because its holder is long gone and cleared away is no lease.
      const tokens = await this.#tokens(stack);
      if (tokens.some((other) => other > token)) {
        await rm(this.#file(stack, token), { force: true });
        continue;
      }
      const older = tokens.filter((other) => other < token);
      await Promise.all(older.map((other) => rm(this.#file(stack, other), { force: true })));
      return leaseOf(file);
    }
    throw new Failure("LEASE_LOST", { stack, holder });
  }

  async renew(lease: Lease, call: { ttlMs: number; signal: AbortSignal }): Promise<Lease> {
    call.signal.throwIfAborted();
    const current = await this.#newest(lease.stack);
    if (current === undefined || current.token !== lease.token || current.released) throw lost(lease, current);
    const renewed = { ...current, until: iso(this.#now() + call.ttlMs) };
    await replaceDurably(this.#file(lease.stack, lease.token), encode(renewed));
    return leaseOf(renewed);
  }

  async release(lease: Lease, { signal }: { signal: AbortSignal }): Promise<void> {
    signal.throwIfAborted();
    const current = await this.#newest(lease.stack);
    if (current === undefined || current.token !== lease.token) return;
    await replaceDurably(this.#file(lease.stack, lease.token), encode({ ...current, released: true }));
  }

  async holder(stack: StackId, { signal }: { signal: AbortSignal }): Promise<Lease | undefined> {
    signal.throwIfAborted();
    const current = await this.#newest(stack);
    return current !== undefined && (await this.#holds(current)) ? leaseOf(current) : undefined;
  }

  /** Refuses with `LEASE_LOST` when a newer token was given out. */
  async mustBeNewest(stack: StackId, token: number): Promise<void> {
    const current = await this.#newest(stack);
    if (current !== undefined && current.token > token) {
      throw new Failure("LEASE_LOST", { stack, holder: current.holder });
    }
  }

  /** Not released, not expired, and its process not known to be dead. */
  async #holds(lease: LeaseFile): Promise<boolean> {
    if (lease.released || Date.parse(lease.until) <= this.#now()) return false;
    return isAlive(lease.process);
  }

  async #newest(stack: StackId): Promise<LeaseFile | undefined> {
    const token = Math.max(0, ...(await this.#tokens(stack)));
    if (token === 0) return undefined;
    const file = this.#file(stack, token);
    const text = await readText(file);
    return text === undefined ? this.#newest(stack) : (decode(text) ?? unreadable(stack, token));
  }

  async #tokens(stack: StackId): Promise<readonly number[]> {
    try {
      const names = await readdir(stackDirectory(this.#root, stack));
      return names.flatMap((name) => {
        const token = /^lease\.(\d+)\.json$/.exec(name)?.[1];
        return token === undefined ? [] : [Number(token)];
      });
    } catch (error) {
      if (isErrno(error, "ENOENT")) return [];
      throw error;
    }
  }

  #file(stack: StackId, token: number): string {
    return join(stackDirectory(this.#root, stack), `lease.${token}.json`);
  }
}

function decode(text: string): LeaseFile | undefined {
  try {
    return LeaseFile.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * A lease is written whole before it has its name, so only a damaged disk leaves one that cannot be read. It keeps
 * nobody out: whoever held it finds a newer token, and every write of theirs is refused.
 */
function unreadable(stack: StackId, token: number): LeaseFile {
  const never = iso(0);
  const process = { host: "", pid: 0 };
  return { stack, holder: "unknown", token, since: never, until: never, process, released: true };
}

function encode(lease: LeaseFile): string {
  return `${JSON.stringify(lease)}\n`;
}

function leaseOf({ stack, holder, token, since, until }: LeaseFile): Lease {
  return { stack, holder, token, since, until };
}

function held({ stack, holder, since, until }: LeaseFile): Failure {
  return new Failure("LEASE_HELD", { stack, holder, since, until });
}

function lost({ stack, holder }: Lease, current: LeaseFile | undefined): Failure {
  return new Failure("LEASE_LOST", { stack, holder: current?.holder ?? holder });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
