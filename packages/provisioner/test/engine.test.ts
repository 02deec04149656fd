import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { pulumiRoot, StackLife } from "./stack-life.ts";
import { TestCloud } from "./test-cloud.ts";

const web = { name: "web", inputs: { password: { $secret: "db-password" } } };

/** These hold the ways in which the SDK is used beyond its documentation: a new version of it must pass them. */
describe("the engine", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "cloudmake-engine-"));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
  });

  test("is started once per operation, with nothing secret on its command line", async () => {
    const { root, calls } = await recordingEngine();
    const life = await StackLife.open(new TestCloud(), { directory, pulumiRoot: root });
    await life.apply([web]);
    // Its version is asked once and then known; the new stack needs no process of its own.
    expect((await calls()).map((line) => line.split(" ")[0])).toEqual(["version", "up"]);
    await life.apply([web, { name: "log" }]);
    await life.preview([web]);
    expect((await calls()).slice(2).map((line) => line.split(" ")[0])).toEqual(["up", "preview"]);
    expect((await calls()).join("\n")).not.toContain("canary");
  });

  test("leaves no connection of its program open", async () => {
    const [monitor, engine] = await Promise.all([
      import("@pulumi/pulumi/proto/resource_grpc_pb.js"),
      import("@pulumi/pulumi/proto/engine_grpc_pb.js"),
    ]);
    const closings = [monitor.default.ResourceMonitorClient, engine.default.EngineClient].map((client) => {
      const closing = vi.spyOn(client.prototype, "close");
      onTestFinished(() => closing.mockRestore());
      return closing;
    });
    const life = await StackLife.open(new TestCloud(), { directory });
    await life.apply([web]);
    await life.preview([web]);
    // They close once the program has nothing more to say, which may be a turn later.
    await vi.waitFor(() => {
      for (const closing of closings) expect(closing).toHaveBeenCalledTimes(2);
    });
  });

  test("leaves no history and no logs behind", async () => {
    const life = await StackLife.open(new TestCloud(), { directory });
    await life.apply([web]);
    const files = await readdir(join(directory, "engine"), { recursive: true });
    expect(files.filter((file) => /history\/shop\/prod|logs\/|\.attrs$/.test(file))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(["work/shop/prod/Pulumi.prod.yaml", "work/shop/prod/engine.log"]));
  });

  test.each([
    ["its key is lost", "work/shop/prod/Pulumi.prod.yaml", undefined],
    ["its state is torn", "backend/.pulumi/stacks/shop/prod.json", '{"version":3,"checkpoint":{"st'],
  ])("begins anew when %s, and takes over what exists", async (_, file, text) => {
    const cloud = new TestCloud();
    const life = await StackLife.open(cloud, { directory });
    await life.apply([web]);
    const damaged = join(directory, "engine", file);
    if (text === undefined) await rm(damaged);
    else await writeFile(damaged, text);
    expect((await life.apply([web])).result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(cloud.names()).toEqual(["web"]);
  });

  test("is missing where there is none, or another version", async () => {
    const warmUp = async (root: string): Promise<void> =>
      (await StackLife.open(new TestCloud(), { directory, pulumiRoot: root })).provisioner.warmUp();
    await expect(warmUp(join(directory, "nowhere"))).rejects.toMatchObject({
      code: "ENGINE_MISSING",
      data: { wanted: "3.259.0" },
    });
    await expect(warmUp(await engineScript("echo v3.1.0"))).rejects.toMatchObject({
      code: "ENGINE_MISSING",
      data: { wanted: "3.259.0", found: "3.1.0" },
    });
  });

  test("is asked for its version once, however many are about to start it", async () => {
    const { root, calls } = await recordingEngine();
    const { provisioner } = await StackLife.open(new TestCloud(), { directory, pulumiRoot: root });
    await Promise.all([provisioner.warmUp(), provisioner.warmUp(), provisioner.warmUp()]);
    await provisioner.warmUp();
    expect(await calls()).toEqual(["version"]);
  });

  test("that cannot run says so, with the place of its words", async () => {
    const broken = await engineScript(`[ "$1" = version ] && echo v3.259.0 && exit; echo "no room"; exit 255`);
    const life = await StackLife.open(new TestCloud(), { directory, pulumiRoot: broken });
    const log = join(directory, "engine", "work", "shop", "prod", "engine.log");
    await expect(life.apply([web])).rejects.toMatchObject({ code: "ENGINE_FAILED", data: { exitCode: 255, log } });
    expect(await readFile(log, "utf8")).toContain("no room");
  });

  async function recordingEngine(): Promise<{ root: string; calls: () => Promise<readonly string[]> }> {
    const record = join(directory, "calls");
    const root = await engineScript(`echo "$@ " >> ${record}; exec ${join(pulumiRoot, "bin/pulumi")} "$@"`);
    return { root, calls: async () => (await readFile(record, "utf8")).trimEnd().split("\n") };
  }

  async function engineScript(body: string): Promise<string> {
    const root = await mkdtemp(join(directory, "root-"));
    await mkdir(join(root, "bin"));
    await writeFile(join(root, "bin/pulumi"), `#!/bin/sh\n${body}\n`);
    await chmod(join(root, "bin/pulumi"), 0o755);
    return root;
  }
});
