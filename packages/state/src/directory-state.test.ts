import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { emptyRecord, stackId } from "@cloudmake/model";
import { testStateBackend } from "@cloudmake/testing";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createDirectoryState } from "./directory-state.ts";
import { isAlive, ownProcess } from "./process-identity.ts";

const prod = stackId("shop", "prod");
const { signal } = new AbortController();

async function newRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "cloudmake-state-"));
  onTestFinished(() => rm(root, { recursive: true }));
  return root;
}

testStateBackend("a directory", async () => {
  const root = await mkdtemp(join(tmpdir(), "cloudmake-state-"));
  let now = Date.now();
  return {
    open: () => createDirectoryState(root, { now: () => now }),
    advance: (ms) => {
      now += ms;
    },
    dispose: () => rm(root, { recursive: true }),
  };
});

describe("state in a directory", () => {
  test("keeps the previous record, and nobody else may read either", async () => {
    const root = await newRoot();
    const { records } = createDirectoryState(root);
    await records.write({ ...emptyRecord(prod), serial: 1 }, { token: 1, signal });
    await records.write({ ...emptyRecord(prod), serial: 2 }, { token: 1, signal });
    const file = join(root, "shop/prod/record.json");
    expect(JSON.parse(await readFile(`${file}.bak`, "utf8"))).toMatchObject({ serial: 1 });
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect((await readdir(join(root, "shop/prod"))).sort()).toEqual(["record.json", "record.json.bak"]);
  });

  test.each([
    ["text that is no JSON", "{"],
    ["JSON that is no record", "{}"],
  ])("refuses a record of %s", async (_, text) => {
    const root = await newRoot();
    const { records } = createDirectoryState(root);
    await records.write(emptyRecord(prod), { token: 1, signal });
    await writeFile(join(root, "shop/prod/record.json"), text);
    await expect(records.read(prod, { signal })).rejects.toMatchObject({ code: "STATE_CORRUPT" });
  });

  test("leaves out a journal line that a crash tore, and writes on after it", async () => {
    const root = await newRoot();
    const { journals } = createDirectoryState(root);
    const entry = { entry: "run-ended", run: "run-1", at: new Date(0).toISOString(), outcome: "failed" } as const;
    await journals.append(prod, entry, { signal });
    await appendFile(join(root, "shop/prod/journal.ndjson"), '{"entry":"run-en');
    expect(await journals.read(prod, { signal })).toEqual([entry]);
    await journals.append(prod, { ...entry, run: "run-2" }, { signal });
    expect((await journals.read(prod, { signal })).map(({ run }) => run)).toEqual(["run-1", "run-2"]);
  });

  test("frees the lease of a process that died", async () => {
    const root = await newRoot();
    const { leases } = createDirectoryState(root);
    const call = { ttlMs: 60_000, signal };
    const lease = await leases.acquire(prod, "ada", call);
    const file = join(root, "shop/prod", `lease.${lease.token}.json`);
    const dead = { host: hostname(), pid: (await ownProcess()).pid, born: "another boot 1" };
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), process: dead }));
    expect((await leases.acquire(prod, "ben", call)).token).toBe(lease.token + 1);
    const elsewhere = { ...dead, host: "another-host" };
    const next = join(root, "shop/prod", `lease.${lease.token + 1}.json`);
    await writeFile(next, JSON.stringify({ ...JSON.parse(await readFile(next, "utf8")), process: elsewhere }));
    await expect(leases.acquire(prod, "cleo", call)).rejects.toMatchObject({ code: "LEASE_HELD" });
  });

  test("a holder that was killed frees its lease also where its parent takes no notice", async () => {
    // As in a container whose first process reaps nobody: the child stays as a zombie while its parent sleeps.
    const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void parent.kill());
    const [line] = await once(createInterface(parent.stdout), "line");
    const pid = Number(line);
    const holder = { host: hostname(), pid };
    expect(await isAlive(holder)).toBe(true);
    process.kill(pid, "SIGKILL");
    await vi.waitUntil(async () => (await readFile(`/proc/${pid}/stat`, "utf8")).includes(") Z "));
    expect(await isAlive(holder)).toBe(false);
  });
});
