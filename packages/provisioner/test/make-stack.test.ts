import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stackId } from "@cloudmake/model";
import { createSealer } from "@cloudmake/state";
import { expect, onTestFinished, test } from "vitest";
import { type EngineDirectory, engineDirectory, makeDirectories } from "../src/engine-directory.ts";
import { engineEnvironment } from "../src/engine-environment.ts";
import { makeStack, secretsProvider } from "../src/make-stack.ts";
import { startTransitServer } from "../src/transit-server.ts";
import { unwrapKey } from "../src/wrapped-key.ts";
import { pulumiRoot } from "./stack-life.ts";

const stack = stackId("shop", "prod");
const sealer = createSealer({ bytes: new Uint8Array(32).fill(7), source: "a test" });

test("a new stack is what `pulumi stack init` would have made", async () => {
  const theirs = await emptyDirectory();
  await pulumi(theirs, ["stack", "init", "prod", "--no-select", "--secrets-provider", secretsProvider]);
  const ours = await emptyDirectory();
  makeStack(ours, stack, sealer);

  expect(await readFile(ours.layout, "utf8")).toBe(await readFile(theirs.layout, "utf8"));
  const [made, wanted] = [await settingsOf(ours), await settingsOf(theirs)];
  expect(made).toEqual({ ...wanted, encryptedkey: made["encryptedkey"] });
  expect(dataKey(made)).toHaveLength(dataKey(wanted).length);
  expect(dataKey(made).equals(dataKey(wanted))).toBe(false);
  expect(await stateOf(ours)).toEqual({ ...(await stateOf(theirs)), resources: [] });
  // And the engine takes it for one of its own.
  expect(JSON.parse(await pulumi(ours, ["stack", "ls", "--json"]))).toMatchObject([{ name: "prod" }]);
});

async function emptyDirectory(): Promise<EngineDirectory> {
  const root = await mkdtemp(join(tmpdir(), "cloudmake-stack-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const directory = engineDirectory(root, stack);
  makeDirectories(directory);
  await writeFile(join(directory.work, "Pulumi.yaml"), "name: shop\n"); // the Automation API's part
  return directory;
}

async function pulumi(directory: EngineDirectory, args: readonly string[]): Promise<string> {
  const transit = await startTransitServer(sealer);
  try {
    const environment = {
      ...engineEnvironment(directory, { environment: { PATH: process.env["PATH"] }, parallel: 1 }),
      ...transit.environment,
    };
    const options = { cwd: directory.work, env: environment };
    const { stdout } = await promisify(execFile)(
      join(pulumiRoot, "bin/pulumi"),
      [...args, "--non-interactive"],
      options,
    );
    return stdout;
  } finally {
    transit.close();
  }
}

async function settingsOf({ settings }: EngineDirectory): Promise<Readonly<Record<string, string>>> {
  const lines = (await readFile(settings, "utf8")).trimEnd().split("\n");
  return Object.fromEntries(lines.map((line) => line.split(/: (.*)/).slice(0, 2)));
}

function dataKey(settings: Readonly<Record<string, string>>): Buffer {
  return unwrapKey(settings["encryptedkey"] ?? "", sealer);
}

/** What of a state says which stack it is of, and what stands in it. */
async function stateOf({ checkpoint }: EngineDirectory): Promise<object> {
  const { version, checkpoint: found } = JSON.parse(await readFile(checkpoint, "utf8"));
  return { version, stack: found.stack, resources: found.latest?.resources ?? [] };
}
