import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppliedRecord } from "@cloudmake/model";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Ended } from "../story.ts";
import { KillStand } from "./kill-stand.ts";
import { pictureOf } from "./picture-of.ts";

const specFile = "damaged.yaml";
const secret = { CLOUDMAKE_SECRET_API_KEY: "fake-api-key-canary" };
const spec = `apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: damaged }
spec:
  environments: { dev: {} }
  components:
    visits: { type: kv }
    web:
      type: worker
      main: ./worker.js
      compatibilityDate: 2026-07-01
      bindings: { CACHE: "\${visits}", API_KEY: "\${secret.API_KEY}" }
    box:
      type: server
      provider: hetzner
      size: cx22
      image: debian-12
      region: hel1
      firewall: { inbound: [{ port: 80 }] }
`;

describe("guarantee 2: a damaged state is made again from what is left", () => {
  let stand: KillStand;
  let picture: unknown;
  const run = (...args: string[]): Promise<Ended> => stand.story.cloudmake([...args, specFile], secret);
  const inState = (...parts: string[]): string => join(stand.story.directory, ".cloudmake/state/damaged/dev", ...parts);
  const record = (): AppliedRecord => AppliedRecord.parse(JSON.parse(readFileSync(inState("record.json"), "utf8")));

  beforeAll(async () => {
    stand = await KillStand.open();
    stand.story.write(specFile, spec);
    stand.story.write("worker.js", "export default { fetch: () => new Response('hello') };\n");
    const { exit, stderr } = await run("apply", "--yes");
    if (exit !== 0) throw new Error(stderr);
    picture = pictureOf(stand.story.sandbox);
    stand.save("applied");
  });
  beforeEach(() => stand.restore("applied"));
  afterAll(() => stand.close());

  test("a truncated record is refused by name, with the command that mends it", async () => {
    truncateSync(inState("record.json"), 200);
    const { exit, stderr } = await run("plan");
    expect({ exit, stderr }).toMatchObject({ exit: 1 });
    expect(stderr).toContain("STATE_CORRUPT");
    expect(stderr).toContain("cloudmake state rebuild");
    const listed = await stand.story.cloudmake(["state", "list"], secret);
    expect(listed.stdout).toContain("cloudmake state rebuild --stack damaged/dev");
    const looked = await stand.story.cloudmake(["doctor"], secret);
    expect(looked).toMatchObject({ exit: 1 });
    expect(looked.stdout).toContain("mend: cloudmake state rebuild --stack damaged/dev");
  });

  test("a torn journal is named by everything that meets it, and the command that mends it does", async () => {
    writeFileSync(inState("journal.ndjson"), "no entry\n");
    const command = "cloudmake state rebuild --stack damaged/dev";
    const refused = await run("apply", "--yes");
    expect(refused).toMatchObject({ exit: 1 });
    expect(refused.stderr).toContain("cloudmake state rebuild");
    const looked = await stand.story.cloudmake(["doctor"], secret);
    expect(looked).toMatchObject({ exit: 1 });
    expect(looked.stdout).toContain("damaged/dev: its journal cannot be read");
    expect(looked.stdout).toContain(`mend: ${command}`);
    const rebuilt = await run(...command.split(" ").slice(1));
    expect(rebuilt, rebuilt.stderr).toMatchObject({ exit: 0 });
    const again = await run("apply", "--yes");
    expect(again, again.stderr).toMatchObject({ exit: 0 });
    expect(pictureOf(stand.story.sandbox)).toEqual(picture);
  });

  test.each([
    ["truncated", () => truncateSync(inState("record.json"), 200)],
    ["gone", () => rmSync(inState("record.json"))],
    [
      "gone with its journal torn",
      () => {
        rmSync(inState("record.json"));
        writeFileSync(inState("journal.ndjson"), "no entry\n");
      },
    ],
  ])("a record that is %s is rebuilt as it was, secrets included", async (_, damage) => {
    const before = record();
    damage();
    const { exit, stderr } = await run("state", "rebuild", "--stack", "damaged/dev");
    expect({ exit, stderr }).toMatchObject({ exit: 0 });
    expect(withoutSeals(record().resources)).toEqual(withoutSeals(before.resources));
    expect(record().serial).toBeGreaterThan(before.serial);
    const planned = await run("plan", "--verify", "--detailed-exitcode");
    expect(planned, planned.stderr).toMatchObject({ exit: 0 });
    expect(pictureOf(stand.story.sandbox)).toEqual(picture);
  });

  test("without record, journal and Pulumi's state, markers are enough to destroy everything", async () => {
    rmSync(join(stand.story.directory, ".cloudmake/state/damaged"), { recursive: true });
    rmSync(join(stand.story.directory, ".cloudmake/pulumi"), { recursive: true });
    const rebuilt = await run("state", "rebuild");
    expect(rebuilt, rebuilt.stderr).toMatchObject({ exit: 0 });
    const destroyed = await run("destroy", "--yes");
    expect(destroyed, destroyed.stderr).toMatchObject({ exit: 0 });
    for (const cloud of ["hetzner", "cloudflare"]) expect(stand.story.objects(cloud), destroyed.stderr).toEqual([]);
  });

  test("what was let go stays so in a rebuilt record, and is named where the journal is lost, too", async () => {
    stand.story.edit(specFile, "firewall: { inbound: [{ port: 80 }] }", "deletion: retain");
    const retaining = await run("apply", "--yes");
    expect(retaining, retaining.stderr).toMatchObject({ exit: 0 });
    stand.story.write(specFile, spec.slice(0, spec.indexOf("    box:")));
    const retained = await run("apply", "--yes");
    expect(retained, retained.stderr).toMatchObject({ exit: 0 });
    const kept = stand.story.objects("hetzner");
    expect(kept).toEqual([expect.stringMatching(/^server /)]);
    const nothingToDo = async (): Promise<void> => {
      const planned = await run("plan", "--detailed-exitcode");
      expect(planned, planned.stdout).toMatchObject({ exit: 0 });
    };

    rmSync(inState("record.json"));
    const remembered = await run("state", "rebuild");
    expect(remembered, remembered.stderr).toMatchObject({ exit: 0 });
    expect(remembered.stderr).toMatch(/hcloud Server \d+ was let go and stays so/);
    await nothingToDo();

    rmSync(inState("record.json"));
    rmSync(inState("journal.ndjson"));
    const unknown = await run("state", "rebuild");
    expect(unknown, unknown.stderr).toMatchObject({ exit: 0 });
    const [, command = ""] =
      /hcloud Server \d+: cloudmake (forget damaged\/dev\/orphan\/\S+)/.exec(unknown.stderr) ?? [];
    const forgotten = await run(...command.split(" "), "--yes");
    expect(forgotten, forgotten.stderr).toMatchObject({ exit: 0 });
    await nothingToDo();

    rmSync(inState("record.json"));
    expect(await run("state", "rebuild")).toMatchObject({ exit: 0 });
    await nothingToDo();
    expect(stand.story.objects("hetzner")).toEqual(kept);
  });

  test("a record that can be read is not replaced without a word", async () => {
    const before = readFileSync(inState("record.json"), "utf8");
    const { exit, stderr } = await run("state", "rebuild");
    expect({ exit, stderr }).toMatchObject({ exit: 64 });
    expect(readFileSync(inState("record.json"), "utf8")).toBe(before);
  });

  test("a torn lease file keeps nobody out", async () => {
    writeFileSync(inState("lease.7.json"), "");
    const { exit, stderr } = await run("apply", "--yes");
    expect({ exit, stderr }).toMatchObject({ exit: 0 });
  });

  test("Pulumi's own state gone or torn is made again from the record", async () => {
    const checkpoint = join(stand.story.directory, ".cloudmake/pulumi/backend/.pulumi/stacks/damaged/dev.json");
    for (const damage of [() => rmSync(checkpoint), () => truncateSync(checkpoint, 300)]) {
      await stand.restore("applied");
      damage();
      stand.story.edit(specFile, "port: 80", "port: 8080");
      const { exit, stderr } = await run("apply", "--yes");
      expect({ exit, stderr }).toMatchObject({ exit: 0 });
      const planned = await run("plan", "--verify", "--detailed-exitcode");
      expect(planned, planned.stderr).toMatchObject({ exit: 0 });
    }
  });
});

/** Each sealing of a secret looks different; its print says whether it is the same secret. */
function withoutSeals(resources: AppliedRecord["resources"]): unknown {
  return JSON.parse(JSON.stringify(resources, (key, value: unknown) => (key === "$sealed" ? "sealed" : value)));
}
