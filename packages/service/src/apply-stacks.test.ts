import { noWishes } from "@cloudmake/engine";
import { emptyRecord, type ResourceGraph, type StackId, stackId } from "@cloudmake/model";
import { expect, test } from "vitest";
import { applyStacks } from "./apply-stacks.ts";
import type { Platform } from "./platform.ts";

const [one, two] = [stackId("one", "prod"), stackId("two", "prod")];
const graphOf = (stack: StackId): ResourceGraph => ({ stack, nodes: [], outputs: {} });
const unused = (): never => {
  throw new Error("nothing is to be done in any cloud");
};

test("a bug in one stack gives no lease back while another stack is still at work", async () => {
  const given: StackId[] = [];
  const slow = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  const platform: Platform = {
    rules: new Map(),
    state: {
      leases: {
        acquire: async (stack) => ({ stack, holder: "ada", token: 1, since: "", until: "" }),
        release: async ({ stack }) => void given.push(stack),
        renew: unused,
        holder: unused,
      },
      journals: { read: async () => [], append: unused, clear: unused },
      records: {
        list: unused,
        read: async (stack) => emptyRecord(stack),
        write: async ({ stack }) => {
          if (stack === one) throw new Error("nobody has foreseen this");
          began.resolve();
          await slow.promise;
        },
      },
    },
    observer: { observe: unused },
    sweeper: { remove: unused },
    provisioner: unused,
    sealer: { print: unused, seal: unused, open: unused },
    secrets: { read: unused, names: unused },
    ids: { run: unused },
    clock: { now: Date.now, every: () => () => undefined, wait: unused },
    expectChanges: () => undefined,
    expectNoMore: async () => undefined,
    holder: "ada",
    parallel: 2,
  };
  const running = applyStacks(platform, [graphOf(one), graphOf(two)], noWishes, {
    signal: AbortSignal.any([]),
    refresh: false,
    waitMs: 0,
    sure: true,
    approve: async () => true,
    report: () => undefined,
    settling: () => undefined,
    waiting: () => undefined,
  });
  running.catch(() => undefined);
  await began.promise;
  await new Promise((resolve) => void setImmediate(resolve));
  expect(given).toEqual([]);
  slow.resolve();
  await expect(running).rejects.toThrow("nobody has foreseen this");
  expect(given).toEqual([one, two]);
});
