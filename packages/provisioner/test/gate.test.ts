import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createGate, makePlan } from "@cloudmake/engine";
import { Failure } from "@cloudmake/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { actions, type NodeSketch, output, StackLife } from "./stack-life.ts";
import { boxType, lampType, TestCloud } from "./test-cloud.ts";

const web = { name: "web", inputs: { size: 1, image: "debian-12" } };
const log = { name: "log", inputs: { peer: output("web", "ip") } };

describe("plan and engine", () => {
  let cloud: TestCloud;
  let life: StackLife;
  beforeEach(async () => {
    cloud = new TestCloud();
    life = await StackLife.open(cloud);
  });
  afterEach(() => life.dispose());

  test("agree on every step, before anything is done", async () => {
    const lamp = { name: "lamp", type: lampType, inputs: { image: "red", peer: output("web", "id") } };
    const wishes: readonly (readonly NodeSketch[])[] = [
      [web, log, lamp],
      [
        { ...web, inputs: { size: 2, image: "debian-12" } },
        { name: "log", inputs: { peer: output("web", "status") } },
      ],
      [
        { ...web, inputs: { size: 2, image: "debian-13" } },
        { name: "log", inputs: { home: output("web", "id") } },
      ],
      [
        { ...web, inputs: { size: 2, image: "debian-14" } },
        { name: "log", inputs: { home: output("web", "id") } },
        lamp,
      ],
      [],
    ];
    for (const nodes of wishes) {
      const plan = makePlan(life.world(nodes, false));
      const planned = plan.steps.map(({ address, action }) => `${action} ${address}`);
      const previewed = (await life.preview(nodes)).map(({ address, action }) => `${action} ${address}`);
      expect([...previewed].sort()).toEqual([...planned].sort());
      const writes = cloud.writes.length;
      expect((await life.apply(nodes)).result).toMatchObject({ outcome: "succeeded", failures: [] });
      expect(cloud.writes.length > writes || nodes.length > 0).toBe(true);
    }
    expect(cloud.objects.size).toBe(0);
  });

  test("agree on drift", async () => {
    await life.apply([web, log]);
    cloud.tamper("web", { image: "debian-1" });
    cloud.tamper("log", undefined);
    const planned = makePlan(life.world([web, log], true)).steps.map(({ address, action }) => `${action} ${address}`);
    const previewed = (await life.preview([web, log], true)).map(({ address, action }) => `${action} ${address}`);
    expect([...previewed].sort()).toEqual([...planned].sort());
    expect((await life.apply([web, log], { look: true })).result).toMatchObject({ outcome: "succeeded" });
    expect(cloud.names()).toEqual(["log", "web"]);
  });

  test("refuse what the plan does not say, and converge with a new plan", async () => {
    await life.apply([web]);
    const approved = makePlan(life.world([{ ...web, inputs: { size: 2, image: "debian-12" } }], false));
    cloud.writes.length = 0;
    const wanted = [{ ...web, inputs: { size: 3, image: "debian-12" } }, log];
    const refused = await life.apply(wanted, { plan: approved });
    expect(refused.result.outcome).toBe("failed");
    expect(refused.result.failures.map(({ code, address }) => `${code} ${address}`).sort()).toEqual([
      "STEP_NOT_PLANNED shop/prod/web/server",
    ]);
    expect(cloud.writes).toEqual([]);
    expect((await life.journal()).at(-1)).toMatchObject({ entry: "refused", code: "STEP_NOT_PLANNED" });
    const again = await life.apply(wanted);
    expect(actions(again)).toEqual(["update web", "create log"]);
    expect(again.result).toMatchObject({ outcome: "succeeded", failures: [] });
  });

  test("do nothing when the run is interrupted before it begins", async () => {
    const applied = await life.apply([web], { signal: AbortSignal.abort() });
    expect(applied.result).toMatchObject({ outcome: "cancelled", resources: [] });
    expect(cloud.writes).toEqual([]);
  });

  test("end the steps in flight when a run is interrupted, record them, and go on later", async () => {
    const interruption = new AbortController();
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    cloud.trouble = {
      before: async (_, { name }) => {
        if (name !== "web") return;
        begun.resolve();
        await goOn.promise;
      },
    };
    const applying = life.apply([web, log], { signal: interruption.signal });
    await begun.promise;
    interruption.abort();
    goOn.resolve();
    const interrupted = await applying;
    expect(interrupted.result).toMatchObject({ outcome: "cancelled", resources: [{ inputs: { name: "web" } }] });
    expect(cloud.names()).toEqual(["web"]);
    cloud.trouble = {};
    const later = await life.apply([web, log]);
    expect(actions(later)).toEqual(["create log"]);
    expect(later.result.outcome).toBe("succeeded");
  });

  test.each([
    ["makes", [], [web], ["web"]],
    ["changes", [web], [{ name: "web", inputs: { size: 9, image: "debian-12" } }], ["web"]],
    ["deletes", [web, log], [web], ["web"]],
  ])(
    "come to a good end when what they are interrupted in is the last step, which %s",
    async (_, before, wanted, there) => {
      if (before.length > 0) await life.apply(before);
      const interruption = new AbortController();
      const begun = Promise.withResolvers<void>();
      const goOn = Promise.withResolvers<void>();
      cloud.trouble = {
        before: async () => {
          begun.resolve();
          await goOn.promise;
        },
      };
      const applying = life.apply(wanted, { signal: interruption.signal });
      await begun.promise;
      interruption.abort();
      goOn.resolve();
      const { result, events } = await applying;
      expect(result).toMatchObject({ outcome: "succeeded", failures: [] });
      expect(events.filter(({ type }) => type === "step-ended")).toHaveLength(1);
      expect(cloud.names()).toEqual(there);
      // And what the engine knows or does not know then stands in nobody's way.
      cloud.trouble = {};
      const later = await life.apply([...wanted, { name: "more" }]);
      expect(actions(later)).toEqual(["create more"]);
      expect(later.result).toMatchObject({ outcome: "succeeded", failures: [] });
      expect(cloud.names()).toEqual(["more", ...there]);
    },
  );

  test("keep steps apart from what is wrong with the inputs themselves", async () => {
    const wrong = await life.apply([{ name: "web", inputs: { size: 101 } }]);
    expect(wrong.result).toMatchObject({ outcome: "failed", failures: [{ address: "shop/prod/web/server" }] });
    expect(wrong.result.failures[0]?.message).toContain("a box has at most size 100");
    expect(cloud.writes).toEqual([]);
  });

  test("begin nothing once the lease is lost, also where the gate had let it in before", async () => {
    const world = life.world([web], false);
    let asked = 0;
    const alive = (): void => {
      asked += 1;
      if (asked > 1) throw new Failure("LEASE_LOST", { stack: world.graph.stack, holder: "ben" });
    };
    const job = life.job(world);
    const gate = createGate(job.plan, world.record, alive);
    const { failures } = await life.provisioner.apply({ ...job, gate }, () => {});
    expect(failures).toMatchObject([{ code: "LEASE_LOST" }]);
    expect(cloud.writes).toEqual([]);
  });

  test.each([
    ["made beside what it replaces", boxType],
    ["made after what it replaces", lampType],
  ])(
    "delete nothing for a replacement that is not reached, because what it stands on fails (one %s)",
    async (_, type) => {
      const old: NodeSketch = { name: "old", type, inputs: { image: "a" }, after: ["web"] };
      await life.apply([web, old]);
      cloud.writes.length = 0;
      cloud.trouble = {
        before: (op, { name }) => {
          if (op === "update" && name === "web")
            throw new Failure("QUOTA_EXCEEDED", { cloud: "hetzner", message: "no" });
        },
      };
      const wanted: readonly NodeSketch[] = [
        { ...web, inputs: { size: 2, image: "debian-12" } },
        { ...old, inputs: { image: "b" } },
      ];
      const failed = await life.apply(wanted);
      expect(actions(failed)).toEqual(["update web", "replace old"]);
      expect(failed.result.outcome).toBe("failed");
      expect(cloud.writes).toEqual([]);
      expect(cloud.names()).toEqual(["old", "web"]);
      cloud.trouble = {};
      const again = await life.apply(wanted);
      expect(again.result).toMatchObject({ outcome: "succeeded", failures: [] });
      expect(cloud.names()).toEqual(["old", "web"]);
    },
  );

  test("delete first what stands on something that is made after what it replaces", async () => {
    const lamp: NodeSketch = { name: "lamp", type: lampType, inputs: { image: "a" } };
    const shade: NodeSketch = { name: "shade", type: lampType, inputs: { home: output("lamp", "id") } };
    await life.apply([lamp, shade]);
    cloud.writes.length = 0;
    const replaced = await life.apply([{ ...lamp, inputs: { image: "b" } }, shade]);
    expect(actions(replaced)).toEqual(["replace lamp", "replace shade"]);
    expect(replaced.result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(cloud.writes).toEqual(["delete shade", "delete lamp", "create lamp", "create shade"]);
  });

  test("delete first what a new object would clash with, also where the engine has forgotten it", async () => {
    const lamp: NodeSketch = { name: "lamp", type: lampType, inputs: { image: "a" } };
    await life.apply([lamp]);
    cloud.writes.length = 0;
    await rm(join(life.directory, "engine"), { recursive: true });
    const replaced = await life.apply([{ ...lamp, inputs: { image: "b" } }]);
    expect(actions(replaced)).toEqual(["replace lamp"]);
    expect(replaced.result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(cloud.writes).toEqual(["delete lamp", "create lamp"]);
  });
});
