import { Failure, type StackId, stackId } from "@cloudmake/model";
import type { Lease, Leases } from "@cloudmake/ports";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { holdLeases } from "./hold-leases.ts";

const [one, two, three] = [stackId("a", "dev"), stackId("b", "dev"), stackId("c", "dev")];
const patient = { signal: AbortSignal.any([]), waitMs: 60_000, waiting: () => undefined };
const soon = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Leases in memory. Every question takes a while, so that others come between. */
class ManyAsk implements Leases {
  readonly held = new Map<StackId, Lease>();
  /** What renewals are answered with. */
  refusal: Failure | undefined;
  #token = 0;

  async acquire(stack: StackId, holder: string): Promise<Lease> {
    await soon();
    const now = new Date().toISOString();
    const other = this.held.get(stack);
    if (other !== undefined) throw new Failure("LEASE_HELD", { stack, holder: other.holder, since: now, until: now });
    this.#token += 1;
    const lease = { stack, holder, token: this.#token, since: now, until: now };
    this.held.set(stack, lease);
    return lease;
  }

  async renew(lease: Lease): Promise<Lease> {
    if (this.refusal !== undefined) throw this.refusal;
    return lease;
  }

  async release({ stack, token }: Lease): Promise<void> {
    await soon();
    if (this.held.get(stack)?.token === token) this.held.delete(stack);
  }

  async holder(stack: StackId): Promise<Lease | undefined> {
    return this.held.get(stack);
  }
}

describe("leases of several stacks", () => {
  let leases: ManyAsk;
  beforeEach(() => {
    leases = new ManyAsk();
  });
  const platformOf = (holder: string) => ({
    holder,
    state: { leases },
    clock: { now: Date.now, every: () => () => undefined, wait: soon },
  });
  const holders = (): unknown => Object.fromEntries([...leases.held].map(([stack, { holder }]) => [stack, holder]));

  test("are all taken, each with its token, and all given back", async () => {
    const held = await holdLeases(platformOf("ada"), [two, one], patient);
    expect(holders()).toEqual({ [one]: "ada", [two]: "ada" });
    expect(held.token(one)).not.toBe(held.token(two));
    await held.release();
    expect(holders()).toEqual({});
  });

  test("are none where one is held and nobody waits", async () => {
    await leases.acquire(two, "bob");
    const held = holdLeases(platformOf("ada"), [one, two, three], { ...patient, waitMs: 0 });
    await expect(held).rejects.toMatchObject({ code: "LEASE_HELD", data: { stack: two, holder: "bob" } });
    expect(holders()).toEqual({ [two]: "bob" });
  });

  test("that come after the one waited for are left to others meanwhile", async () => {
    const bobs = await leases.acquire(two, "bob");
    const waited = Promise.withResolvers<unknown>();
    const held = holdLeases(platformOf("ada"), [three, two, one], { ...patient, waiting: waited.resolve });
    expect(await waited.promise).toMatchObject({ stack: two, holder: "bob" });
    expect(holders()).toEqual({ [one]: "ada", [two]: "bob" });
    await leases.release(bobs);
    await held;
    expect(holders()).toEqual({ [one]: "ada", [two]: "ada", [three]: "ada" });
  });

  test("are given back where the state fails", async () => {
    const broken = Object.assign(new ManyAsk(), {
      acquire: async (stack: StackId, holder: string) => {
        if (stack === two) throw new Error("no connection");
        return leases.acquire(stack, holder);
      },
      release: (lease: Lease) => leases.release(lease),
    });
    const platform = { ...platformOf("ada"), state: { leases: broken } };
    await expect(holdLeases(platform, [one, two, three], patient)).rejects.toThrow("no connection");
    expect(holders()).toEqual({});
  });

  describe("while work goes on", () => {
    let now: number;
    let renewAll: () => void;
    const hold = () => {
      const every = (_: number, work: () => void) => {
        renewAll = work;
        return () => undefined;
      };
      return holdLeases({ ...platformOf("ada"), clock: { now: () => now, every, wait: soon } }, [one], patient);
    };
    const began = 1_000_000;
    beforeEach(() => {
      now = began;
    });
    const lost = expect.objectContaining({ code: "LEASE_LOST" });

    test("hold for a minute from the moment they were last asked for, and no longer", async () => {
      const held = await hold();
      now = began + 59_999;
      renewAll();
      await soon();
      now = began + 119_998;
      expect(() => held.mustHold(one)).not.toThrow();
      now = began + 119_999; // suspended, or cut off from the state: nobody has said that it went to somebody else
      expect(() => held.mustHold(one)).toThrow(lost);
    });

    test("are lost at once where their renewal says so, and no other refusal says so", async () => {
      const held = await hold();
      leases.refusal = new Failure("STATE_UNAVAILABLE", { place: "postgres", reason: "no connection" });
      renewAll();
      await soon();
      expect(() => held.mustHold(one)).not.toThrow();
      leases.refusal = new Failure("LEASE_LOST", { stack: one, holder: "bob" });
      renewAll();
      await soon();
      expect(() => held.mustHold(one)).toThrow(lost);
    });

    test("hold no longer once they are given back", async () => {
      const held = await hold();
      await held.release();
      expect(() => held.mustHold(one)).toThrow(lost);
    });
  });

  test("go to one run at a time, and every run gets its own in the end", async () => {
    const stacks = Array.from({ length: 5 }, (_, index) => stackId(`p${index}`, "dev"));
    const runs = fc.array(fc.subarray(stacks, { minLength: 1 }), { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(runs, async (wanted) => {
        const busy = new Set<StackId>();
        const work = async (mine: readonly StackId[], index: number): Promise<void> => {
          const held = await holdLeases(platformOf(`run ${index}`), mine, patient);
          expect(mine.filter((stack) => busy.has(stack))).toEqual([]);
          for (const stack of mine) busy.add(stack);
          await soon();
          for (const stack of mine) busy.delete(stack);
          await held.release();
        };
        await Promise.all(wanted.map(work));
        expect(holders()).toEqual({});
      }),
    );
  });
});
