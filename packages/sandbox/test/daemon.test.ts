import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "@cloudmake/model";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sandboxStatus, startDaemon, stopDaemon } from "../src/daemon.ts";
import { writeDaemonNote } from "../src/daemon-file.ts";

const program = fileURLToPath(new URL("serve-sandbox.ts", import.meta.url));

let directory = "";
const signal = new AbortController().signal;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sandbox-"));
});

afterEach(async () => {
  await stopDaemon({ directory, signal });
  await rm(directory, { recursive: true });
});

const start = (port = "0"): ReturnType<typeof startDaemon> => {
  return startDaemon({ directory, signal, command: [process.execPath, program, directory, port] });
};

test("a daemon goes on without its starter, and another one finds what it left", async () => {
  const first = await start();
  const authorization = { authorization: "Bearer sandbox-token" };
  const body = JSON.stringify({ name: "web", type: "spread" });
  const url = `${first.env["HCLOUD_ENDPOINT"]}/placement_groups`;
  expect((await fetch(url, { method: "POST", headers: authorization, body })).status).toBe(201);
  expect(await stopDaemon({ directory, signal })).toBe(true);
  expect(await sandboxStatus({ directory, signal })).toBeUndefined();

  const second = await start();
  const hetzner = second.clouds.find(({ name }) => name === "hetzner");
  expect(hetzner?.objects).toMatchObject([{ kind: "placement group", name: "web" }]);
  expect(second.clouds.map(({ name }) => name)).toEqual(["digitalocean", "hetzner", "cloudflare", "neon"]);
});

test("a daemon that cannot have its port says so, and how to choose another", async () => {
  const other = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  other.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const refusal = await start(String(port)).catch((error: unknown) => error);
  other.close();
  expect(refusal).toBeInstanceOf(Failure);
  expect(refusal).toMatchObject({
    code: "USAGE",
    data: { problem: `Port ${port} is taken.`, hint: expect.stringContaining("--port") },
  });
});

test("one that does not start for a reason of its own leads to what it said", async () => {
  const command = [process.execPath, "--eval", "console.error('no such thing'); process.exit(1)"];
  await expect(startDaemon({ directory, signal, command })).rejects.toMatchObject({
    code: "USAGE",
    data: { problem: "The sandbox did not start: no such thing", hint: expect.stringContaining("daemon.log") },
  });
});

test("a note that a dead daemon left is no daemon, and nobody else's process is stopped for it", async () => {
  await writeDaemonNote(directory, { pid: process.pid, origin: "http://127.0.0.1:9" });
  expect(await sandboxStatus({ directory, signal })).toBeUndefined();
  expect(await stopDaemon({ directory, signal })).toBe(false);
});
