import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startBlob, Story } from "../story.ts";

const fromBlob = ["--no-rehash-snapshot", "--snapshot-blob", startBlob];
const Seen = z.object({ data: z.object({ findings: z.array(z.object({ key: z.string() })) }) });

const good = `apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: shop }
spec:
  environments: { dev: {} }
  components:
    box: { type: server, provider: hetzner, size: cx22, image: debian-12, region: fsn1, labels: { team: store } }
    zone: { type: dns, provider: digitalocean, zone: shop.example, records: [{ name: www, type: A, value: "\${box.ipv4}" }] }
`;

describe("a command that starts from the snapshot", () => {
  let story: Story;

  beforeAll(async () => {
    story = await Story.begin();
    story.write("good.yaml", good.replace("team: store", "team: shop"));
    const author = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
    const git = (...args: readonly string[]) => execFileSync("git", [...author, ...args], { cwd: story.directory });
    git("init", "--quiet");
    git("add", "good.yaml");
    git("commit", "--quiet", "--message", "before");
    story.write("good.yaml", good);
    await story.cloudmake(["plan", "good.yaml", "--verify"]); // makes the state key and says so
    story.write("bad.yaml", good.replace("region:", "regoin:").replace("name: shop", "name: bad"));
  });
  afterAll(() => story.end());

  test("finds one in the bundle", () => {
    expect(existsSync(startBlob)).toBe(true);
  });

  test("reads no compiled code of Node's modules that no command needs", () => {
    const snapshot = readFileSync(startBlob);
    const isIn = (module: string) =>
      snapshot.includes(Buffer.from(`${String.fromCharCode(module.length)}\0\0\0\0\0\0\0${module}`));
    expect(isIn("_http_client")).toBe(true);
    expect(isIn("internal/test_runner/runner")).toBe(false);
  });

  test.each([
    ["a good spec is valid", ["validate", "good.yaml"]],
    ["a bad one is told with every place", ["validate", "bad.yaml", "--json"]],
    ["a missing one is missing", ["validate", "none.yaml"]],
    ["a misspelt option is refused", ["plan", "good.yaml", "--no-refersh"]],
    ["a plan is the same plan", ["plan", "good.yaml", "--json"]],
    ["and without a look at the clouds", ["plan", "good.yaml", "--no-refresh"]],
    ["Pulumi's own preview is asked", ["plan", "good.yaml", "--verify"]],
    ["an edit touches its stack", ["affected", "good.yaml", "--since", "HEAD"]],
    ["and no commit of that name is known", ["affected", "good.yaml", "--since", "nowhere", "--json"]],
    ["nothing has drifted that was never made", ["drift", "good.yaml"]],
    ["drift of a bad spec is that spec's error", ["drift", "bad.yaml"]],
  ])("says what the bundle says: %s", async (_, args) => {
    const expected = await story.cloudmake(args);
    expect(await story.cloudmake(args, {}, { node: fromBlob })).toEqual(expected);
  });

  test("apply and destroy from it change the clouds through Pulumi", async () => {
    const fromSnapshot = (...args: string[]) => story.cloudmake(args, {}, { node: fromBlob });
    story.write("cask.yaml", good.replace("name: shop", "name: cask").replace(/^ +zone: .*\n/m, ""));
    const applied = await fromSnapshot("apply", "cask.yaml", "--yes");
    expect({ applied }).toMatchObject({ applied: { exit: 0 } });
    expect(story.objects("hetzner")).toContainEqual(expect.stringMatching(/^server cask-/));
    const destroyed = await fromSnapshot("destroy", "cask.yaml", "--yes");
    expect({ destroyed }).toMatchObject({ destroyed: { exit: 0 } });
    expect(story.objects("hetzner")).not.toContainEqual(expect.stringMatching(/^server cask-/));
  });

  test("drift from it sees what was changed by hand, and repairs it through Pulumi", async () => {
    const fromSnapshot = (...args: string[]) => story.cloudmake(args, {}, { node: fromBlob });
    story.write("box.yaml", good.replace("name: shop", "name: crate").replace(/^ +zone: .*\n/m, ""));
    const applied = await story.cloudmake(["apply", "box.yaml", "--yes"]);
    expect({ applied }).toMatchObject({ applied: { exit: 0 } });
    await story.relabel("crate.dev", { team: "somebody-else" });
    const seen = await fromSnapshot("drift", "box.yaml", "--json");
    const [finding] = Seen.parse(JSON.parse(seen.stdout)).data.findings;
    const reverted = await fromSnapshot("drift", "box.yaml", "--revert", finding?.key ?? "", "--yes");
    expect(reverted).toMatchObject({ exit: 0 });
    expect(await fromSnapshot("drift", "box.yaml", "--detailed-exitcode")).toMatchObject({ exit: 0 });
  });
});
