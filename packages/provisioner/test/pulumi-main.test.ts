import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackId } from "@cloudmake/model";
import { startSandbox } from "@cloudmake/sandbox";
import { expect, onTestFinished, test } from "vitest";
import { OfficialRun } from "./official-run.ts";

const spec = `
apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: demo }
spec:
  environments: { prod: {} }
  components:
    box: { type: server, provider: hetzner, size: cx22, image: debian-12, region: fsn1 }
`;

test("a bare `pulumi up` at the root makes one stack of a spec", async () => {
  const directory = await mkdtemp(join(tmpdir(), "cloudmake-bare-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const sandbox = await startSandbox({ port: 0, directory: join(directory, "sandbox"), clockFactor: 0 });
  onTestFinished(() => sandbox.close());
  const file = join(directory, "demo.yaml");
  await writeFile(file, spec);
  const run = new OfficialRun(directory, stackId("cloudmake", "demo-prod"), sandbox);
  const program = async (): Promise<void> => void (await import("@cloudmake/stacks/pulumi-main"));
  const mutations = await run.up(program, { "cloudmake:spec": file });
  expect(new Set(mutations)).toEqual(new Set(["create"]));
  const names = sandbox.clouds
    .get("hetzner")
    ?.objects()
    .map(({ kind, name }) => `${kind} ${name}`);
  expect(names?.some((name) => name.startsWith("server demo-prod-box"))).toBe(true);
});
