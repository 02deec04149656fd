import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, startSandbox } from "@cloudmake/sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OfficialRun } from "./official-run.ts";
import { stack } from "./stack-life.ts";

const fakeKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFakeFakeFakeFakeFakeFakeFakeFakeFakeFakeFake ada@example.com";

/** What a user of the official SDK writes; nothing of it knows CloudMake. */
async function officialProgram(serverType: string): Promise<unknown> {
  const hcloud = await import("@pulumi/hcloud");
  const key = new hcloud.SshKey("key", { name: "ada", publicKey: fakeKey });
  const server = new hcloud.Server("server", {
    name: "box",
    serverType,
    image: "debian-12",
    location: "fsn1",
    sshKeys: [key.id],
  });
  const volume = new hcloud.Volume("volume", { name: "data", size: 10, location: "fsn1" });
  return new hcloud.VolumeAttachment("attachment", {
    volumeId: volume.id.apply(Number),
    serverId: server.id.apply(Number),
  });
}

describe("a stack written with the official SDK's classes", () => {
  let sandbox: Sandbox;
  let directory: string;
  let run: OfficialRun;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "cloudmake-official-"));
    sandbox = await startSandbox({ port: 0, directory: join(directory, "sandbox"), clockFactor: 0 });
    run = new OfficialRun(directory, stack, sandbox);
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(directory, { recursive: true, force: true });
  });

  test("is created, kept, changed and destroyed by the same providers", async () => {
    const names = (): readonly string[] =>
      (sandbox.clouds.get("hetzner")?.objects() ?? []).map(({ kind, name }) => `${kind} ${name}`).sort();
    expect(await run.up(() => officialProgram("cx22"))).toEqual(["create", "create", "create", "create"]);
    const made = names();
    expect(made).toEqual(expect.arrayContaining(["server box", "volume data"]));
    expect(await run.up(() => officialProgram("cx22"))).toEqual([]);
    expect(await run.up(() => officialProgram("cx32"))).toEqual(["update"]);
    expect(names()).toEqual(made);
    expect(await run.up(async () => {})).toEqual(["delete", "delete", "delete", "delete"]);
    expect(names().filter((name) => made.includes(name) && !name.startsWith("image"))).toEqual([]);
  });
});
