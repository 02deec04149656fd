import { randomUUID } from "node:crypto";
import { Failure, type StackId } from "@cloudmake/model";
import type { Lease, Leases } from "@cloudmake/ports";
import { isKnownDead, ownProcess } from "../process-identity.ts";
import { emptyHead, type Head, type Heads, type HeadSeen } from "./heads.ts";

/** Leases in the stacks' heads; they expire by the store's clock, which every answer tells. */
export class S3Leases implements Leases {
  readonly #heads: Heads;

  constructor(heads: Heads) {
    this.#heads = heads;
  }

  async acquire(stack: StackId, holder: string, call: { ttlMs: number; signal: AbortSignal }): Promise<Lease> {
    const [process, attempt] = [await ownProcess(), randomUUID()];
    const head = await this.#heads.change(stack, call.signal, async (seen) => {
      if (seen.head?.lease?.attempt === attempt) return seen.head;
      const current = await holding(seen);
      if (current !== undefined) throw held(current);
      const before = seen.head ?? emptyHead(stack);
      const times = { since: iso(seen.nowMs), until: iso(seen.nowMs + call.ttlMs) };
      return { ...before, token: before.token + 1, holder, lease: { holder, ...times, process, attempt } };
    });
    return mustHaveLease(head);
  }

  async renew(lease: Lease, call: { ttlMs: number; signal: AbortSignal }): Promise<Lease> {
    const { stack, token, holder } = lease;
    const head = await this.#heads.change(stack, call.signal, ({ head: current, nowMs }) => {
      if (current?.lease === undefined || current.token !== token) {
        throw new Failure("LEASE_LOST", { stack, holder: current?.holder ?? holder });
      }
      return { ...current, lease: { ...current.lease, until: iso(nowMs + call.ttlMs) } };
    });
    return mustHaveLease(head);
  }

  async release({ stack, token }: Lease, { signal }: { signal: AbortSignal }): Promise<void> {
    const { head } = await this.#heads.see(stack, signal);
    if (head?.token !== token || head.lease === undefined) return;
    await this.#heads.change(stack, signal, ({ head: current }) => {
      const { lease, ...free } = current ?? emptyHead(stack);
      return lease === undefined || free.token === token ? free : { ...free, lease };
    });
  }

  async holder(stack: StackId, { signal }: { signal: AbortSignal }): Promise<Lease | undefined> {
    const current = await holding(await this.#heads.see(stack, signal));
    return current === undefined ? undefined : mustHaveLease(current);
  }
}

/** A head whose lease is not released, not expired, and whose holder is not known to be dead. */
async function holding({ head, nowMs }: HeadSeen): Promise<Head | undefined> {
  if (head?.lease === undefined || Date.parse(head.lease.until) <= nowMs) return undefined;
  return (await isKnownDead(head.lease.process)) ? undefined : head;
}

function mustHaveLease({ stack, token, lease }: Head): Lease {
  if (lease === undefined) throw new Failure("LEASE_LOST", { stack, holder: "a later run" });
  const { holder, since, until } = lease;
  return { stack, holder, token, since, until };
}

function held(head: Head): Failure {
  const { stack, holder, since, until } = mustHaveLease(head);
  return new Failure("LEASE_HELD", { stack, holder, since, until });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
