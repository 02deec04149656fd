import { changesOf, Failure, type RunEvent } from "@cloudmake/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { actions, box, output, StackLife } from "./stack-life.ts";
import { HalfMade, lampType, TestCloud } from "./test-cloud.ts";

const web = { name: "web", inputs: { size: 1, image: "debian-12" } };
const log = { name: "log", inputs: { peer: output("web", "ip") } };

describe("a stack's whole life", () => {
  let cloud: TestCloud;
  let life: StackLife;
  beforeEach(async () => {
    cloud = new TestCloud();
    life = await StackLife.open(cloud);
  });
  afterEach(() => life.dispose());

  test("creates, changes nothing, updates, replaces and deletes, as planned", async () => {
    const created = await life.apply([web, log]);
    expect(created.result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(actions(created)).toEqual(["create web", "create log"]);
    expect(cloud.names()).toEqual(["log", "web"]);
    expect(life.record.resources.map(({ inputs }) => inputs)).toEqual([
      { name: "web", size: 1, image: "debian-12" },
      { name: "log", peer: "10.0.0.2" },
    ]);
    expect(linesOf(created.events)).toEqual([
      "step-started create web",
      "step-ended create web",
      "step-started create log",
      "step-ended create log",
    ]);

    cloud.writes.length = 0;
    const again = await life.apply([web, log]);
    expect(changesOf(again.plan)).toEqual([]);
    expect(again.result.outcome).toBe("succeeded");
    expect(again.events).toEqual([]);
    expect(cloud.writes).toEqual([]);

    await life.apply([{ ...web, inputs: { size: 2, image: "debian-12" } }, log]);
    expect(cloud.writes).toEqual(["update web"]);

    cloud.writes.length = 0;
    const replaced = await life.apply([{ ...web, inputs: { size: 2, image: "debian-13" } }, log]);
    expect(replaced.result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(actions(replaced)).toEqual(["replace web", "update log"]);
    expect(cloud.writes).toEqual(["create web", "update log", "delete web"]);
    expect([...linesOf(replaced.events)].sort()).toEqual([
      "step-ended replace web",
      "step-ended update log",
      "step-started replace web",
      "step-started update log",
    ]);

    cloud.writes.length = 0;
    const removed = await life.apply([]);
    expect(removed.result).toMatchObject({ outcome: "succeeded", failures: [], resources: [] });
    expect(cloud.writes).toEqual(["delete log", "delete web"]);
  });

  test("deletes first what cannot stand beside its successor", async () => {
    const lamp = { name: "lamp", type: lampType, inputs: { image: "red" } };
    await life.apply([lamp]);
    cloud.writes.length = 0;
    const replaced = await life.apply([{ ...lamp, inputs: { image: "blue" } }]);
    expect(replaced.result).toMatchObject({ outcome: "succeeded" });
    expect(cloud.writes).toEqual(["delete lamp", "create lamp"]);
    expect(linesOf(replaced.events)).toEqual(["step-started replace lamp", "step-ended replace lamp"]);
  });

  test("replaces what did not change when asked to", async () => {
    await life.apply([web]);
    const replaces = new Set([life.world([web], false).graph.nodes[0]?.address ?? box]);
    cloud.writes.length = 0;
    const replaced = await life.apply([web], { wishes: { replaces } });
    expect(replaced.result).toMatchObject({ outcome: "succeeded" });
    expect(cloud.writes).toEqual(["create web", "delete web"]);
  });

  test("repairs what somebody changed or deleted, and reads nothing for it", async () => {
    const tagged = { name: "tagged", inputs: { labels: ["a", "b"] } };
    await life.apply([web, log, tagged]);
    cloud.tamper("web", { size: 9 });
    cloud.tamper("log", undefined);
    cloud.tamper("tagged", { labels: ["b", "a"] });
    cloud.writes.length = 0;
    const repaired = await life.apply([web, log, tagged], { look: true });
    expect(repaired.result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(actions(repaired)).toEqual(["update web", "create log"]);
    expect(cloud.writes).toEqual(["update web", "create log"]);
    expect(changesOf((await life.apply([web, log, tagged], { look: true })).plan)).toEqual([]);
  });

  test("forgets an object without touching it", async () => {
    await life.apply([web, log]);
    const forgets = new Set(
      life.record.resources.filter(({ inputs }) => inputs["name"] === "log").map((r) => r.address),
    );
    cloud.writes.length = 0;
    const forgotten = await life.apply([web], { wishes: { forgets } });
    expect(forgotten.result.resources.map(({ inputs }) => inputs["name"])).toEqual(["web"]);
    expect(linesOf(forgotten.events)).toEqual(["step-started forget log", "step-ended forget log"]);
    expect(cloud.writes).toEqual([]);
    expect(cloud.names()).toEqual(["log", "web"]);
  });

  test("takes an object over that exists already", async () => {
    await life.apply([web]);
    const id = life.record.resources[0]?.id ?? "";
    const address = life.record.resources[0]?.address ?? box;
    life.record = { ...life.record, resources: [] };
    cloud.writes.length = 0;
    const imported = await life.apply([{ ...web, inputs: { ...web.inputs, size: 5 } }], {
      wishes: { imports: new Map([[address, id]]) },
    });
    expect(imported.result).toMatchObject({ outcome: "succeeded", resources: [{ id, inputs: { size: 5 } }] });
    expect(cloud.objects.size).toBe(1);
  });

  test("leaves alone what could not be read, and what depends on it still finds its outputs", async () => {
    await life.apply([web, log]);
    const world = life.world([{ ...web, inputs: { size: 4, image: "debian-13" } }, log], true);
    const unreadable = [
      { type: "test:index/box:Box", cloud: "hetzner" as const, code: "PROVIDER_UNAVAILABLE", message: "503" },
    ];
    const observation = { ...cloud.observe(), objects: [], unreadable };
    cloud.writes.length = 0;
    const held = await life.provisioner.apply(life.job({ ...world, observation }), () => {});
    expect(held).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(held.resources).toEqual(life.record.resources);
    expect(cloud.writes).toEqual([]);
    expect(actions(await life.apply([web, log]))).toEqual([]);
  });

  test("completes what an earlier run left half-way", async () => {
    cloud.trouble = {
      after: (op, { name }) => {
        if (op === "create" && name === "web") throw new HalfMade("it does not boot");
      },
    };
    const half = await life.apply([web, log]);
    expect(half.result).toMatchObject({ outcome: "failed", failures: [{ code: "PARTIAL_CREATE" }] });
    expect(half.result.resources).toMatchObject([{ inputs: { name: "web" }, incomplete: ["it does not boot"] }]);
    expect(linesOf(half.events)).toEqual(["step-started create web", "step-failed create web"]);
    cloud.trouble = {};
    cloud.writes.length = 0;
    const completed = await life.apply([web, log]);
    expect(completed.result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(cloud.writes).toEqual(["update web", "create log"]);
    expect(life.record.resources.some(({ incomplete }) => incomplete !== undefined)).toBe(false);
  });

  test("goes on with what does not depend on a failure, and converges afterwards", async () => {
    const refused = new Failure("PROVIDER_REFUSED", {
      cloud: "hetzner",
      status: 422,
      providerCode: "no",
      message: "no room",
    });
    cloud.trouble = {
      before: (_, { name }) => {
        if (name === "web") throw refused;
      },
    };
    const other = { name: "other" };
    const partial = await life.apply([web, log, other]);
    expect(partial.result).toMatchObject({
      outcome: "failed",
      failures: [{ code: "PROVIDER_REFUSED", action: "create", message: "no room", cause: refused }],
    });
    expect(cloud.names()).toEqual(["other"]);
    expect(life.record.resources.map(({ inputs }) => inputs["name"])).toEqual(["other"]);
    cloud.trouble = {};
    expect((await life.apply([web, log, other])).result).toMatchObject({ outcome: "succeeded" });
    expect(cloud.names()).toEqual(["log", "other", "web"]);
  });

  test("deletes later what a replacement could not delete", async () => {
    await life.apply([web]);
    cloud.trouble = {
      before: (op) => {
        if (op === "delete") throw new Failure("PROVIDER_UNAVAILABLE", { cloud: "hetzner", reason: "HTTP 503" });
      },
    };
    const next = { ...web, inputs: { size: 1, image: "debian-13" } };
    const replaced = await life.apply([next]);
    expect(replaced.result).toMatchObject({ outcome: "failed", failures: [{ code: "PROVIDER_UNAVAILABLE" }] });
    expect(cloud.objects.size).toBe(2);
    cloud.trouble = {};
    const cleaned = await life.apply([next]);
    expect(cleaned.result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect([...cloud.objects.values()].map(({ inputs }) => inputs["image"])).toEqual(["debian-13"]);
    expect(changesOf((await life.apply([next], { look: true })).plan)).toEqual([]);
  });

  test("needs nothing of the engine's own memory", async () => {
    await life.apply([web, log]);
    const fresh = new StackLife(cloud, `${life.directory}/elsewhere`);
    fresh.record = life.record;
    cloud.writes.length = 0;
    const next = await fresh.apply([{ ...web, inputs: { size: 3, image: "debian-12" } }]);
    expect(next.result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect([...cloud.writes].sort()).toEqual(["delete log", "update web"]);
    expect(cloud.names()).toEqual(["web"]);
  });
});

function linesOf(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap((event) =>
    "address" in event ? [`${event.type} ${event.action} ${event.address.split("/")[2] ?? ""}`] : [],
  );
}
