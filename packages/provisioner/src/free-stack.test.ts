import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { stackId } from "@cloudmake/model";
import { describe, expect, onTestFinished, test } from "vitest";
import { type EngineDirectory, engineDirectory } from "./engine-directory.ts";
import { freeStack } from "./free-stack.ts";

const stack = stackId("shop", "prod");
const longAgo = new Date(0);

async function lockedBy(pid: number, host: string, timestamp: Date): Promise<EngineDirectory> {
  const root = await mkdtemp(join(tmpdir(), "cloudmake-locks-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const directory = engineDirectory(root, stack);
  await mkdir(directory.locks, { recursive: true });
  const lock = { pid, username: "ada", hostname: host, timestamp: timestamp.toISOString() };
  await writeFile(join(directory.locks, "1.json"), JSON.stringify(lock));
  await writeFile(join(directory.locks, "1.json.attrs"), "{}");
  return directory;
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "close");
  return child.pid ?? 0;
}

const never = AbortSignal.any([]);

describe("freeing a stack", () => {
  test("clears the lock of a process that died", async () => {
    const directory = await lockedBy(await deadPid(), hostname(), new Date());
    await freeStack(directory, stack, never);
    expect(await readdir(directory.locks)).toEqual([]);
  });

  test("clears the lock of a process that died and whose parent takes no notice", async () => {
    // As in a container whose first process reaps nobody: the child stays as a zombie while its parent sleeps.
    const parent = spawn("sh", ["-c", "sleep 0.2 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void parent.kill());
    const [line] = await once(createInterface(parent.stdout), "line");
    const directory = await lockedBy(Number(line), hostname(), new Date());
    await freeStack(directory, stack, never);
    expect(await readdir(directory.locks)).toEqual([]);
  });

  test("clears the lock of a process whose number another one has now", async () => {
    const directory = await lockedBy(process.pid, hostname(), longAgo);
    await freeStack(directory, stack, never);
    expect(await readdir(directory.locks)).toEqual([]);
  });

  test("leaves another host's lock to the engine", async () => {
    const directory = await lockedBy(await deadPid(), "another-host", new Date());
    await freeStack(directory, stack, never);
    expect(await readdir(directory.locks)).toHaveLength(2);
  });

  test("waits for a live one, and never clears it", async () => {
    const directory = await lockedBy(process.pid, hostname(), new Date());
    const waiting = freeStack(directory, stack, AbortSignal.timeout(200));
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    expect(await readdir(directory.locks)).toHaveLength(2);
    const freed = freeStack(directory, stack, never);
    await rm(join(directory.locks, "1.json"));
    await freed;
  });
});
