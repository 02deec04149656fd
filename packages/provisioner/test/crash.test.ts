import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { interruptedBy } from "@cloudmake/engine";
import { changesOf, Failure } from "@cloudmake/model";
import { describe, expect, onTestFinished, test } from "vitest";
import { crashNodes } from "./crash-nodes.ts";
import { killEngines } from "./engine-processes.ts";
import { StackLife } from "./stack-life.ts";
import { TestCloud } from "./test-cloud.ts";

const all = ["a", "b", "on-a", "on-b"];

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "cloudmake-crash-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

describe("after a kill", () => {
  test.each([
    ["the first creation", [["debian-12", 1]]],
    ["the last creation", [["debian-12", 4]]],
    [
      "a replacement's creation",
      [
        ["debian-12", 0],
        ["debian-13", 1],
      ],
    ],
    [
      "a replacement's deletion",
      [
        ["debian-12", 0],
        ["debian-13", 5],
      ],
    ],
  ] as const)("of the whole process at %s, the next run converges", async (_, runs) => {
    const directory = await newDirectory();
    for (const [image, dieAt] of runs) await run(directory, image, dieAt);
    const image = runs.at(-1)?.[0] ?? "";
    const cloud = new TestCloud(join(directory, "cloud.ndjson"));
    const life = await StackLife.open(cloud, { directory });
    await life.load();
    const next = await life.apply(crashNodes(image), { look: true });
    expect(next.result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(cloud.names()).toEqual(all);
    expect(changesOf((await life.apply(crashNodes(image), { look: true })).plan)).toEqual([]);
  });

  test("of the engine alone, what it had in hand is recorded, and the next run converges", async () => {
    const directory = await newDirectory();
    const cloud = new TestCloud();
    const life = await StackLife.open(cloud, { directory });
    cloud.trouble = {
      after: async () => {
        if (cloud.writes.length === 2) expect(await killEngines(directory)).toBe(1);
      },
    };
    const killed = await life.apply(crashNodes("debian-12"));
    expect(killed.result).toMatchObject({ outcome: "failed", failures: [{ code: "ENGINE_FAILED" }] });
    cloud.trouble = {};
    const next = await life.apply(crashNodes("debian-12"), { look: true });
    expect(next.result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(cloud.names()).toEqual(all);
  });

  test("of the engine alone, what it had changed is changed back when the spec is", async () => {
    const cloud = new TestCloud();
    const directory = await newDirectory();
    const life = await StackLife.open(cloud, { directory });
    const sized = (size: number) => [{ name: "web", inputs: { size } }];
    await life.apply(sized(1));
    cloud.trouble = {
      after: async () => {
        expect(await killEngines(directory)).toBe(1);
      },
    };
    expect((await life.apply(sized(2))).result).toMatchObject({ outcome: "failed" });
    cloud.trouble = {};
    expect((await life.apply(sized(1), { look: true })).result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(cloud.observe().objects).toMatchObject([{ inputs: { size: 1 } }]);
  });

  test("of the engine alone, what the clouds have in hand is waited for and recorded", async () => {
    const directory = await newDirectory();
    const cloud = new TestCloud();
    const life = await StackLife.open(cloud, { directory });
    const names = Array.from({ length: 8 }, (_, index) => ({ name: `box-${index}` }));
    const slow = Promise.withResolvers<void>();
    const allBegun = Promise.withResolvers<void>();
    let begun = 0;
    cloud.trouble = {
      before: async () => {
        begun += 1;
        if (begun === names.length) allBegun.resolve();
        await slow.promise;
      },
    };
    const first = life.apply(names);
    await allBegun.promise;
    await killEngines(directory);
    slow.resolve();
    const { result } = await first;
    expect(result).toMatchObject({ outcome: "failed", failures: [{ code: "ENGINE_FAILED" }] });
    expect(result.resources).toHaveLength(names.length);
    expect((await life.apply(names)).result).toMatchObject({ outcome: "succeeded", failures: [] });
    expect(cloud.objects.size).toBe(names.length);
  });
});

describe("after a call that failed", () => {
  const cloud = "hetzner" as const;
  const refused = { cloud, status: 422, providerCode: "invalid_input", message: "no" };
  test.each([
    ["silence", new Failure("PROVIDER_UNAVAILABLE", { cloud, reason: "socket hang up" }), 1],
    ["no end within its time", new Failure("TIMEOUT", { what: "start of box", ms: 1 }), 1],
    ["an abort", new Failure("CANCELLED", {}), 1],
    ["the cloud's refusal", new Failure("PROVIDER_REFUSED", refused), 0],
  ])("with %s, the journal knows whether the cloud may still be at work on it", async (_, failure, lost) => {
    const account = new TestCloud();
    const life = await StackLife.open(account, { directory: await newDirectory() });
    account.trouble = {
      before: () => {
        throw failure;
      },
    };
    expect((await life.apply([{ name: "web" }])).result).toMatchObject({ outcome: "failed" });
    expect(interruptedBy(await life.journal()).lost).toHaveLength(lost);
  });
});

/** Ends with the child's death, or with its success when it was not to die. */
async function run(directory: string, image: string, dieAt: number): Promise<void> {
  const script = fileURLToPath(import.meta.resolve("./crash-child.ts"));
  const child = promisify(execFile)(process.execPath, [script, directory, image, String(dieAt)]);
  const ended: unknown = await child.catch((error: unknown) => error);
  if (dieAt === 0) expect(ended).not.toBeInstanceOf(Error);
  else expect(ended).toMatchObject({ signal: "SIGKILL" });
}
