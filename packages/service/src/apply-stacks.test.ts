import { noWishes } from "@cloudmake/engine";
import {
  addressOf,
  type AppliedRecord,
  emptyRecord,
  type Inputs,
  markerOf,
  ref,
  type ResourceGraph,
  type ResourceNode,
  type ResourceRules,
  type StackId,
  stackId,
} from "@cloudmake/model";
import type { Records } from "@cloudmake/ports";
import { expect, test } from "vitest";
import { type ApplyCall, applyStacks } from "./apply-stacks.ts";
import type { Platform } from "./platform.ts";

const [one, two] = [stackId("one", "prod"), stackId("two", "prod")];
const graphOf = (stack: StackId, nodes: readonly ResourceNode[] = []): ResourceGraph => ({ stack, nodes, outputs: {} });
const unused = (): never => {
  throw new Error("nothing is to be done in any cloud");
};
const rules: ResourceRules = {
  type: "test:index:Server",
  cloud: "hetzner",
  revision: 1,
  replaceOn: [],
  stopsOn: [],
  replacement: "create-first",
  secrets: [],
  secretOutputs: [],
  writeOnly: [],
  sets: [],
  volatile: [],
  stateful: false,
  naming: undefined,
  naturalKey: undefined,
  settleMs: 20_000,
  check: () => [],
};

function nodeOf(stack: StackId, inputs: Inputs): ResourceNode {
  const address = addressOf(stack, "box", "server");
  const marker = markerOf(address, inputs, [], new Map());
  return { address, type: rules.type, inputs, dependsOn: [], marker, deletion: "default", origins: {} };
}

/** What an apply left of a node. */
function recordOf({ stack }: ResourceGraph, { origins: _, ...node }: ResourceNode, inputs: Inputs, ip: string) {
  const resource = { ...node, dependsOn: [...node.dependsOn], inputs, id: "4711", outputs: { ip } };
  return { ...emptyRecord(stack), serial: 1, resources: [resource] };
}

/** Everything but records and clock is as it is when nothing is to be done. */
function platformOf(
  records: Pick<Records, "read"> & Partial<Records>,
  { given = [], now = Date.now }: { readonly given?: StackId[]; readonly now?: () => number } = {},
): Platform {
  return {
    rules: new Map([[rules.type, rules]]),
    state: {
      leases: {
        acquire: async (stack) => ({ stack, holder: "ada", token: 1, since: "", until: "" }),
        release: async ({ stack }) => void given.push(stack),
        renew: unused,
        holder: unused,
      },
      journals: { read: async () => [], append: unused, clear: unused },
      records: { list: unused, write: unused, ...records },
    },
    observer: { observe: unused },
    sweeper: { remove: unused },
    provisioner: unused,
    sealer: { print: unused, seal: unused, open: unused },
    secrets: { read: unused, names: unused },
    ids: { run: unused },
    clock: { now, every: () => () => undefined, wait: unused },
    expectChanges: () => undefined,
    expectNoMore: async () => undefined,
    holder: "ada",
    parallel: 2,
  };
}

const call: ApplyCall = {
  signal: AbortSignal.any([]),
  refresh: false,
  waitMs: 0,
  sure: true,
  approve: async () => true,
  report: () => undefined,
  settling: () => undefined,
  waiting: () => undefined,
};

test("a bug in one stack gives no lease back while another stack is still at work", async () => {
  const given: StackId[] = [];
  const slow = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  const records: Pick<Records, "read" | "write"> = {
    read: async (stack) => emptyRecord(stack),
    write: async ({ stack }) => {
      if (stack === one) throw new Error("nobody has foreseen this");
      began.resolve();
      await slow.promise;
    },
  };
  const running = applyStacks(platformOf(records, { given }), [graphOf(one), graphOf(two)], noWishes, call);
  running.catch(() => undefined);
  await began.promise;
  await new Promise((resolve) => void setImmediate(resolve));
  expect(given).toEqual([]);
  slow.resolve();
  await expect(running).rejects.toThrow("nobody has foreseen this");
  expect(given).toEqual([one, two]);
});

test("a yes that comes late is to what is there by then, or to nothing", async () => {
  const node = nodeOf(one, { size: "cx32" });
  const graph = graphOf(one, [node]);
  let record: AppliedRecord = recordOf(graph, node, { size: "cx22" }, "192.0.2.1");
  let now = 0;
  const platform = platformOf({ read: async () => record }, { now: () => now });
  const approve = async (): Promise<boolean> => {
    now += 20_001;
    record = { ...record, serial: 2 };
    return true;
  };
  const applying = applyStacks(platform, [graph], noWishes, { ...call, sure: false, approve });
  const changes = ["the state moved on: serial 1 became 2"];
  await expect(applying).rejects.toMatchObject({ code: "PLAN_STALE", data: { changes } });
});

test("a stack whose foundation turns out otherwise than planned is not changed beyond its plan", async () => {
  const [below, above] = [nodeOf(one, {}), nodeOf(two, { peer: ref(addressOf(one, "box", "server"), "ip") })];
  const [foundation, graph] = [graphOf(one, [below]), graphOf(two, [above])];
  let asked = 0;
  const read: Records["read"] = async (stack) => {
    if (stack === two) return recordOf(graph, above, { peer: "192.0.2.1" }, "192.0.2.9");
    asked += 1; // of itself, for the plan of what stands on it, and again before that is carried out
    return recordOf(foundation, below, {}, asked < 3 ? "192.0.2.1" : "192.0.2.2");
  };
  const write: Records["write"] = async () => undefined;
  const { results } = await applyStacks(platformOf({ read, write }), [foundation, graph], noWishes, call);
  expect(results).toMatchObject([
    { outcome: "unchanged" },
    { outcome: "failed", failures: [{ cause: { code: "PLAN_STALE" } }] },
  ]);
});
