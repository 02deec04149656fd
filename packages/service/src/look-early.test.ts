import {
  type AppliedRecord,
  addressOf,
  emptyRecord,
  type JournalEntry,
  type Observation,
  stackId,
  type StackId,
} from "@cloudmake/model";
import type { KnownObject, Observer, StateBackend } from "@cloudmake/ports";
import { beforeEach, describe, expect, test } from "vitest";
import { lookEarly, observe, readStack } from "./look-early.ts";

const signal = AbortSignal.any([]);
const shop = stackId("shop", "dev");
const blog = stackId("blog", "dev");

function recordOf(stack: StackId, resources: Readonly<Record<string, string>>): AppliedRecord {
  const known = Object.entries(resources).map(([type, id]) => ({
    address: addressOf(stack, "thing", type),
    type,
    id,
    marker: "",
    inputs: {},
    outputs: {},
    dependsOn: [],
    deletion: "default" as const,
  }));
  return { ...emptyRecord(stack), resources: known };
}

/** A state that counts what is read, and clouds in which of each type there is one object, called `<type>-<look>`. */
function platformWith(records: readonly AppliedRecord[], journal: readonly JournalEntry[] = []) {
  const read: string[] = [];
  const looks: (readonly string[])[] = [];
  const observer: Observer = {
    observe: async ({ types }): Promise<Observation> => {
      const look = looks.push(types);
      const objects = types.map((type) => ({ type, id: `${type}-${look}`, name: type, inputs: {}, outputs: {} }));
      return { takenAt: new Date(look).toISOString(), types: [...types], objects, unreadable: [] };
    },
  };
  const state: Pick<StateBackend, "records" | "journals"> = {
    records: {
      list: async () => records.map(({ stack }) => stack),
      read: async (stack) => {
        read.push(stack);
        return records.find((record) => record.stack === stack);
      },
      write: async () => {},
    },
    journals: { read: async () => journal, append: async () => {}, clear: async () => {} },
  };
  return { read, looks, observer, state };
}

function known(type: string, id: string): KnownObject {
  return { type, id, inputs: {}, outputs: {} };
}

describe("a look that begins before the specs are read", () => {
  let platform: ReturnType<typeof platformWith>;
  beforeEach(() => {
    platform = platformWith([recordOf(shop, { box: "1", disk: "2" }), recordOf(blog, { site: "3" })]);
  });
  const look = () => lookEarly(platform, (stack) => stack === shop, { signal });

  test("looks for what is recorded of the likely stacks, and of no others", async () => {
    const early = await look();
    expect({ looks: platform.looks, read: platform.read }).toEqual({ looks: [["box", "disk"]], read: [shop] });
    await readStack(platform, shop, { signal, early });
    expect(platform.read).toEqual([shop]);
  });

  test("is all that is needed where it looked for everything", async () => {
    const early = await look();
    const seen = await observe(platform, { types: ["box"], known: [known("box", "1")] }, { signal, early });
    expect(platform.looks).toHaveLength(1);
    expect(seen).toMatchObject({ types: ["box"], objects: [{ id: "box-1" }] });
  });

  test("is followed by one for the types that it left out, and keeps its time", async () => {
    const early = await look();
    const seen = await observe(platform, { types: ["box", "zone"], known: [] }, { signal, early });
    expect(platform.looks).toEqual([["box", "disk"], ["zone"]]);
    expect(seen).toMatchObject({ takenAt: new Date(1).toISOString(), types: ["box", "zone"] });
    expect(seen.objects.map(({ id }) => id)).toEqual(["box-1", "zone-2"]);
  });

  test("counts for nothing where something is known that it did not know: it may have missed what stands under that", async () => {
    const early = await look();
    const seen = await observe(platform, { types: ["box"], known: [known("box", "7")] }, { signal, early });
    expect(seen.objects.map(({ id }) => id)).toEqual(["box-2"]);
  });

  test("looks for what an interrupted run had begun", async () => {
    const intent: JournalEntry = {
      entry: "intent",
      run: "r",
      at: new Date(0).toISOString(),
      address: addressOf(shop, "thing", "lake"),
      type: "lake",
      action: "create",
      marker: "m",
      key: "k",
    };
    platform = platformWith([recordOf(shop, { box: "1" })], [intent]);
    await look();
    expect(platform.looks).toEqual([["box", "lake"]]);
  });

  test("tells what went wrong to whoever asks for it, and to nobody else", async () => {
    const observer: Observer = { observe: () => Promise.reject(new Error("aborted")) };
    const early = await lookEarly({ ...platform, observer }, () => true, { signal });
    await expect(observe({ observer }, { types: ["box"], known: [] }, { signal, early })).rejects.toThrow("aborted");
  });
});
