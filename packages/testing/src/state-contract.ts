import { addressOf, digestOf, emptyRecord, Failure, type JournalEntry, stackId } from "@cloudmake/model";
import type { StateBackend } from "@cloudmake/ports";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

/** One place where state is kept, as several processes see it. */
export interface StateWorld {
  /** Another connection to the same state. */
  open(): StateBackend;
  /** Lets time pass for leases. */
  advance(ms: number): Promise<void> | void;
  dispose(): Promise<void>;
}

const prod = stackId("shop", "prod");
const dev = stackId("shop", "dev");
const { signal } = new AbortController();
const call = { ttlMs: 60_000, signal };

/** What every StateBackend must do. */
export function testStateBackend(
  name: string,
  createWorld: () => Promise<StateWorld>,
  options: { readonly missing?: string | undefined; readonly sharedClock?: boolean } = {},
): void {
  const { missing } = options;
  if (missing !== undefined) {
    test(`${name} keeps state`, ({ skip }) => skip(missing));
    return;
  }
  describe(name, () => {
    let world: StateWorld;
    let state: StateBackend;
    beforeEach(async () => {
      world = await createWorld();
      state = world.open();
    });
    afterEach(() => world.dispose());
    testRecords(
      () => state,
      () => world,
    );
    testJournals(
      () => state,
      () => world,
    );
    testLeases(
      () => state,
      () => world,
    );
    if (options.sharedClock === true) {
      testClocks(
        () => state,
        () => world,
      );
    }
  });
}

function testRecords(state: () => StateBackend, world: () => StateWorld): void {
  test("has no record of a stack that was never applied", async () => {
    expect(await state().records.read(prod, { signal })).toBeUndefined();
    expect(await state().records.list({ signal })).toEqual([]);
  });

  test("gives back what was written, also to others", async () => {
    const record = { ...emptyRecord(prod), serial: 1, outputs: { api: { url: "https://api.shop.example" } } };
    const lease = await state().leases.acquire(prod, "ada", call);
    await state().records.write(record, { token: lease.token, signal });
    expect(await world().open().records.read(prod, { signal })).toEqual(record);
    await state().records.write({ ...record, serial: 2 }, { token: lease.token, signal });
    expect((await world().open().records.read(prod, { signal }))?.serial).toBe(2);
  });

  test("lists the stacks that have a record, sorted", async () => {
    await state().records.write(emptyRecord(prod), { token: 1, signal });
    await state().records.write(emptyRecord(dev), { token: 1, signal });
    expect(await state().records.list({ signal })).toEqual([dev, prod]);
  });

  test("refuses a write with a token older than one already given out", async () => {
    const old = await state().leases.acquire(prod, "ada", call);
    await world().advance(call.ttlMs + 1);
    const young = await state().leases.acquire(prod, "ben", call);
    await refused("LEASE_LOST", state().records.write(emptyRecord(prod), { token: old.token, signal }));
    await state().records.write(emptyRecord(prod), { token: young.token, signal });
  });

  test("refuses the late write of a holder whose lease went to another, which changes nothing", async () => {
    const late = world().open();
    const old = await late.leases.acquire(prod, "ada", call);
    await late.records.write({ ...emptyRecord(prod), serial: 1 }, { token: old.token, signal });
    await world().advance(call.ttlMs + 1);
    const young = await state().leases.acquire(prod, "ben", call);
    await refused("LEASE_LOST", late.records.write({ ...emptyRecord(prod), serial: 2 }, { token: old.token, signal }));
    expect((await state().records.read(prod, { signal }))?.serial).toBe(1);
    await state().records.write({ ...emptyRecord(prod), serial: 2 }, { token: young.token, signal });
  });

  test("refuses a record older than the one that is there", async () => {
    const { token } = await state().leases.acquire(prod, "ada", call);
    await state().records.write({ ...emptyRecord(prod), serial: 5 }, { token, signal });
    await refused("LEASE_LOST", state().records.write({ ...emptyRecord(prod), serial: 4 }, { token, signal }));
    expect((await state().records.read(prod, { signal }))?.serial).toBe(5);
  });
}

function testJournals(state: () => StateBackend, world: () => StateWorld): void {
  test("reads a journal in the order of its entries", async () => {
    const entries = Array.from({ length: 50 }, (_, index) => intent(`res-${index}`));
    await Promise.all(entries.map((entry) => state().journals.append(prod, entry, { signal })));
    expect(await world().open().journals.read(prod, { signal })).toEqual(entries);
    expect(await state().journals.read(dev, { signal })).toEqual([]);
  });

  test("keeps entries written by two processes at once", async () => {
    const [one, other] = [world().open(), world().open()];
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 === 0 ? one : other).journals.append(prod, intent(`res-${index}`), { signal }),
      ),
    );
    expect(await state().journals.read(prod, { signal })).toHaveLength(40);
  });

  test("forgets its entries when cleared, and only by the newest token", async () => {
    const old = await state().leases.acquire(prod, "ada", call);
    await world().advance(call.ttlMs + 1);
    const young = await state().leases.acquire(prod, "ben", call);
    await state().journals.append(prod, intent("box"), { signal });
    await refused("LEASE_LOST", state().journals.clear(prod, { token: old.token, signal }));
    await state().journals.clear(prod, { token: young.token, signal });
    expect(await state().journals.read(prod, { signal })).toEqual([]);
  });

  test("keeps of a cleared journal what it is told to, and writes on behind it", async () => {
    const { token } = await state().leases.acquire(prod, "ada", call);
    for (const name of ["box", "net", "vol"]) await state().journals.append(prod, intent(name), { signal });
    await state().journals.clear(prod, { token, keep: [intent("net"), intent("vol")], signal });
    await state().journals.append(prod, intent("late"), { signal });
    const kept = ["net", "vol", "late"].map(intent);
    expect(await world().open().journals.read(prod, { signal })).toEqual(kept);
  });

  test("keeps nothing when an older token clears", async () => {
    const old = await state().leases.acquire(prod, "ada", call);
    await world().advance(call.ttlMs + 1);
    await state().leases.acquire(prod, "ben", call);
    await state().journals.append(prod, intent("box"), { signal });
    await refused("LEASE_LOST", state().journals.clear(prod, { token: old.token, keep: [intent("old")], signal }));
    expect(await state().journals.read(prod, { signal })).toEqual([intent("box")]);
  });
}

function testLeases(state: () => StateBackend, world: () => StateWorld): void {
  test("gives a lease to one holder at a time", async () => {
    const lease = await state().leases.acquire(prod, "ada", call);
    await refused("LEASE_HELD", world().open().leases.acquire(prod, "ben", call));
    expect(await world().open().leases.holder(prod, { signal })).toEqual(lease);
    await state().leases.acquire(dev, "ben", call);
  });

  test("lets only one of many racers win", async () => {
    const racers = Array.from({ length: 8 }, (_, index) => world().open().leases.acquire(prod, `racer-${index}`, call));
    const results = await Promise.allSettled(racers);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("frees a lease on release, with growing tokens", async () => {
    const first = await state().leases.acquire(prod, "ada", call);
    await state().leases.release(first, { signal });
    expect(await state().leases.holder(prod, { signal })).toBeUndefined();
    const second = await state().leases.acquire(prod, "ben", call);
    expect(second.token).toBeGreaterThan(first.token);
    await state().leases.release(first, { signal });
    expect(await state().leases.holder(prod, { signal })).toEqual(second);
  });

  test("frees a lease when its time is over", async () => {
    const first = await state().leases.acquire(prod, "ada", call);
    await world().advance(call.ttlMs + 1);
    expect(await state().leases.holder(prod, { signal })).toBeUndefined();
    const second = await state().leases.acquire(prod, "ben", call);
    expect(second.token).toBeGreaterThan(first.token);
    await refused("LEASE_LOST", state().leases.renew(first, call));
  });

  test("keeps a renewed lease", async () => {
    const lease = await state().leases.acquire(prod, "ada", call);
    await world().advance(call.ttlMs * 0.7);
    const renewed = await state().leases.renew(lease, call);
    expect(renewed).toMatchObject({ token: lease.token, since: lease.since });
    await world().advance(call.ttlMs * 0.7);
    await refused("LEASE_HELD", state().leases.acquire(prod, "ben", call));
  });
}

function testClocks(state: () => StateBackend, world: () => StateWorld): void {
  test("keeps a lease however this machine's clock jumps", async () => {
    const lease = await state().leases.acquire(prod, "ada", call);
    onTestFinished(() => void vi.useRealTimers());
    for (const jumpMs of [call.ttlMs * 100, -call.ttlMs * 100]) {
      vi.useFakeTimers({ toFake: ["Date"], now: performance.timeOrigin + performance.now() + jumpMs });
      const other = world().open();
      await refused("LEASE_HELD", other.leases.acquire(prod, "ben", call));
      expect(await other.leases.holder(prod, { signal })).toEqual(lease);
    }
  });
}

function intent(resource: string): JournalEntry {
  return {
    entry: "intent",
    run: "run-1",
    at: new Date(0).toISOString(),
    address: addressOf(prod, "box", resource),
    type: "test:index/box:Box",
    action: "create",
    key: `shop-box.${resource}-prod`,
    marker: digestOf(resource).slice(-32),
  };
}

async function refused(code: string, attempt: Promise<unknown>): Promise<void> {
  const outcome = await attempt.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(Failure);
  expect(outcome).toMatchObject({ code });
}
