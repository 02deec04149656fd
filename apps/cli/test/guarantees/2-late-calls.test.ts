import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Story } from "../story.ts";
import { enginesOf, killHard } from "./processes.ts";

const specFile = "late.yaml";
const spec = `apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: late }
spec:
  environments: { dev: {} }
  components:
    box: { type: server, provider: digitalocean, size: s-1vcpu-1gb, image: debian-12-x64, region: ams3 }
`;
const apply = ["apply", "--yes", specFile];
/** An answer that comes after the command has noticed. */
const slowMs = 1_000;
const settle = { CLOUDMAKE_SETTLE_SECONDS: "1" };

describe("a droplet that its cloud makes long after its caller was killed", { timeout: 240_000 }, () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin();
    story.write(specFile, spec);
  });
  afterAll(() => story.end());

  /** Applies, and kills everything once the cloud has the call in hand, which it carries out when it is released. */
  async function loseCreation(): Promise<() => Promise<void>> {
    const released = Promise.withResolvers<void>();
    const child = story.start(apply, settle);
    const over = new Promise((resolve) => child.once("exit", resolve));
    const { pid = 0 } = child;
    story.sandbox.mutations.watch({
      before: async ({ path }) => {
        if (path !== "/v2/droplets") return undefined;
        for (const process of [pid, ...enginesOf(pid)]) killHard(process);
        await released.promise;
        return undefined;
      },
    });
    await over;
    story.sandbox.mutations.watch(undefined);
    return async () => {
      released.resolve();
      await story.sandbox.idle();
    };
  }

  const droplets = (): number => story.objects("digitalocean").filter((name) => name.startsWith("droplet ")).length;

  test("is waited for, and taken over as soon as it is there", async () => {
    const carryOut = await loseCreation();
    const rerun = story.start(apply, { CLOUDMAKE_SETTLE_SECONDS: "3600" });
    const ended = new Promise((resolve) => rerun.once("exit", resolve));
    const told = Promise.withResolvers<void>();
    let said = "";
    rerun.stderr?.on("data", (chunk) => {
      said += String(chunk);
      if (said.includes("left 1 call unanswered")) told.resolve();
    });
    await told.promise;
    await carryOut();
    expect(await ended, said).toBe(0);
    expect(droplets()).toBe(1);
    expect(await story.cloudmake(["destroy", "--yes", specFile])).toMatchObject({ exit: 0 });
  });

  test("is named by drift and plan, and deleted by the next apply, where it was made anew meanwhile", async () => {
    const carryOut = await loseCreation();
    expect(await story.cloudmake(apply, settle)).toMatchObject({ exit: 0 });
    await carryOut();
    expect(droplets()).toBe(2);
    const drift = await story.cloudmake(["drift", specFile]);
    expect(drift.stdout + drift.stderr).toContain("left by an interrupted run");
    const plan = await story.cloudmake(["plan", "--verify", specFile]);
    expect(plan).toMatchObject({ exit: 0 });
    expect(plan.stdout + plan.stderr).toContain("came late from a lost call");
    expect(await story.cloudmake(apply)).toMatchObject({ exit: 0 });
    expect(droplets()).toBe(1);
    expect(await story.cloudmake(["plan", "--detailed-exitcode", specFile])).toMatchObject({ exit: 0 });
    expect(await story.cloudmake(["destroy", "--yes", specFile])).toMatchObject({ exit: 0 });
  });

  test("is deleted by the next run where nobody wants it any more", async () => {
    const carryOut = await loseCreation();
    const destroy = ["destroy", "--yes", specFile];
    expect(await story.cloudmake(destroy, settle)).toMatchObject({ exit: 0 });
    expect(droplets()).toBe(0);
    await carryOut();
    expect(droplets()).toBe(1);
    expect(await story.cloudmake(destroy)).toMatchObject({ exit: 0 });
    expect(droplets()).toBe(0);
  });
});

describe("a server that is being made when Pulumi alone is killed", { timeout: 120_000 }, () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin();
    story.write(specFile, spec.replace("digitalocean, size: s-1vcpu-1gb", "hetzner, size: cx22"));
    story.edit(specFile, "image: debian-12-x64, region: ams3", "image: debian-12, region: fsn1");
  });
  afterAll(() => story.end());

  test("is waited for by the command, which records it", async () => {
    const child = story.start(apply, settle);
    const over = once(child, "exit");
    const { pid = 0 } = child;
    story.sandbox.mutations.watch({
      before: async () => {
        enginesOf(pid).forEach(killHard);
        await wait(slowMs);
        return undefined;
      },
    });
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    expect({ ended: await over, said }).toMatchObject({ ended: [74, null] });
    expect(said).toContain("✓ late/dev/box/server  created in");
    story.sandbox.mutations.watch(undefined);
    const { stdout } = await story.cloudmake(["state", "show", "late/dev", "--json"]);
    expect(stdout).toContain('"late/dev/box/server"');
    expect(await story.cloudmake(["plan", "--detailed-exitcode", specFile])).toMatchObject({ exit: 0 });
  });
});
