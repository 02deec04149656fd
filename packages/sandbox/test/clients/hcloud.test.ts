import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makeHetzner } from "../../src/hetzner/make-hetzner.ts";
import { startSandbox } from "../../src/start-sandbox.ts";
import { buildHcloud } from "./build-hcloud.ts";

const built = await buildHcloud();
if ("missing" in built) process.stderr.write(`Hetzner's Go library judges nothing: ${built.missing}\n`);

test.skipIf("missing" in built)("Hetzner's own Go library tells no sandbox from the real cloud", async () => {
  if ("missing" in built) throw new Error(built.missing);
  const directory = await mkdtemp(join(tmpdir(), "sandbox-"));
  const log: string[] = [];
  const sandbox = await startSandbox({
    port: 0,
    directory,
    // Slow enough that the library has to wait for actions.
    clockFactor: 0.01,
    clouds: [makeHetzner],
    log: (line) => log.push(line),
  });
  const { stdout } = await promisify(execFile)(built.program, [], { env: sandbox.env() });
  expect(stdout.trim().split("\n")).toEqual([
    "created initializing",
    "running cx22 fsn1 debian-12 1",
    "changed cx32 80 running",
    "attached 1 10.0.1.2",
    "zone 3 www/A",
    "refused uniqueness_error",
    "refused invalid_input",
    "refused resource_in_use",
    "deleted",
  ]);
  expect(log, "routes that the library asked for in vain").toEqual([]);
  await sandbox.close();
  await rm(directory, { recursive: true });
});
