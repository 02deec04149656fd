import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { enginesUnder, killEngines } from "./engine-processes.ts";
import { stack, StackLife } from "./stack-life.ts";
import { TestCloud } from "./test-cloud.ts";

const boxes = [{ name: "web" }, { name: "log" }];

describe("an engine that was started before the plan was made", () => {
  let directory: string;
  let cloud: TestCloud;
  let life: StackLife;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "cloudmake-early-"));
    onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
    cloud = new TestCloud();
    life = await StackLife.open(cloud, { directory });
  });

  const pids = async (): Promise<readonly number[]> => (await enginesUnder(directory)).map(({ pid }) => pid);

  /** Starts it and waits until it runs. */
  async function startEarly(signal = AbortSignal.any([])): Promise<number> {
    life.provisioner.expect(stack, { token: 1, signal });
    return vi.waitUntil(async () => (await pids())[0], { timeout: 30_000 });
  }

  test("is the one that carries the plan out", async () => {
    const early = await startEarly();
    const seen = new Set<number>();
    cloud.trouble = {
      before: async () => {
        for (const pid of await pids()) seen.add(pid);
      },
    };
    const { result } = await life.apply(boxes);
    expect(result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(cloud.names()).toEqual(["log", "web"]);
    expect([...seen]).toEqual([early]);
  });

  test("is one, also where it is asked for twice", async () => {
    await startEarly();
    life.provisioner.expect(stack, { token: 1, signal: AbortSignal.any([]) });
    expect((await life.apply(boxes)).result).toMatchObject({ outcome: "succeeded", failures: [] });
    await life.provisioner.standDown();
    expect(await pids()).toEqual([]);
    expect(cloud.writes).toHaveLength(boxes.length);
  });

  test("ends without a trace where it is not needed, and the next run begins as ever", async () => {
    await startEarly();
    await life.provisioner.standDown();
    expect(await pids()).toEqual([]);
    expect(cloud.writes).toEqual([]);
    expect((await life.apply(boxes)).result).toMatchObject({ outcome: "succeeded", failures: [] });
    await startEarly();
    await life.provisioner.standDown();
    const next = await life.apply([{ name: "web", inputs: { size: 2 } }]);
    expect(next.result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(cloud.observe().objects).toMatchObject([{ name: "web", inputs: { size: 2 } }]);
  });

  test("gives way to another where the engine has to be told of what moved", async () => {
    await life.apply(boxes);
    cloud.tamper("web", { size: 7 });
    cloud.tamper("log", undefined);
    await startEarly();
    const mended = await life.apply([{ name: "web", inputs: { size: 1 } }, { name: "log" }], { look: true });
    expect(mended.result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(cloud.names()).toEqual(["log", "web"]);
    expect(await pids()).toEqual([]);
  });

  test("ends when the user stops before there is a plan", async () => {
    const stop = new AbortController();
    await startEarly(stop.signal);
    stop.abort(new Error("the user had enough"));
    await life.provisioner.standDown();
    expect(await pids()).toEqual([]);
    expect((await life.apply(boxes)).result).toMatchObject({ outcome: "succeeded", failures: [] });
  });

  test("is replaced where it was killed meanwhile", async () => {
    await startEarly();
    await killEngines(directory);
    await setTimeout(200); // until that is known
    expect((await life.apply(boxes)).result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(cloud.writes).toHaveLength(boxes.length);
  });

  test("that cannot be started is no trouble before it is needed", async () => {
    const broken = await StackLife.open(cloud, { directory, pulumiRoot: join(directory, "nowhere") });
    broken.provisioner.expect(stack, { token: 1, signal: AbortSignal.any([]) });
    await expect(broken.apply(boxes)).rejects.toMatchObject({ code: "ENGINE_MISSING" });
    await broken.provisioner.standDown();
  });
});
