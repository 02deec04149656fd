import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { Story } from "../story.ts";

const spec = `# The shop, and who to ask: ada@shop.example
apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: shop, labels: { team: store } }
spec:
  environments:
    dev: {}
    prod: {}
  components:
    box:
      type: server
      provider: hetzner
      size: cx22 # two cores are plenty
      image: debian-12
      region: fsn1
      backups: false
      firewall: { inbound: [ { port: 443 } ] } # https only
`;

const Report = z.object({
  groups: z.array(
    z.object({ key: z.string(), class: z.string(), field: z.string().optional(), stacks: z.array(z.string()) }),
  ),
});
const Servers = z.object({ servers: z.array(z.object({ id: z.number() })) });

describe("guarantee 6, drift can be accepted or reverted, one finding at a time", () => {
  let story: Story;
  const run = (...args: string[]) => story.cloudmake([...args, "shop.yaml"]);

  beforeAll(async () => {
    story = await Story.begin();
    story.write("shop.yaml", spec);
    const { exit, stderr } = await run("apply", "--yes");
    if (exit !== 0) throw new Error(stderr);
  });
  afterAll(() => story.end());

  const report = async () => Report.parse(JSON.parse((await run("drift", "--output", "json")).stdout)).groups;
  const keyOf = async (field: string) => {
    const found = (await report()).find((group) => group.field === field);
    if (found === undefined) throw new Error(`nothing is found of ${field}`);
    return found.key;
  };
  /** As somebody would in the vendor's console. */
  const click = async (stack: string, method: string, action: string, body?: object) => {
    const { HCLOUD_ENDPOINT = "", HCLOUD_TOKEN = "" } = story.sandbox.env();
    const headers = { authorization: `Bearer ${HCLOUD_TOKEN}`, "content-type": "application/json" };
    const selector = encodeURIComponent(`cloudmake.dev/stack==${stack}`);
    const found = await fetch(`${HCLOUD_ENDPOINT}/servers?label_selector=${selector}`, { headers });
    const id = Servers.parse(await found.json()).servers[0]?.id;
    const url = `${HCLOUD_ENDPOINT}/servers/${id}${action}`;
    const done = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    expect(done.ok, await done.text()).toBe(true);
  };

  test("the same change in two environments is one row, and its acceptance one line of YAML", async () => {
    await click("shop.dev", "POST", "/actions/enable_backup");
    await click("shop.prod", "POST", "/actions/enable_backup");
    const seen = await run("drift");
    expect(seen.stdout).toContain("changed    box/server in 2 stacks");
    expect(seen.stdout).toContain("shop/dev, shop/prod");
    const accepted = await run("drift", "--accept", await keyOf("backups"));
    expect({ exit: accepted.exit, stderr: accepted.stderr }).toMatchObject({ exit: 0 });
    const text = story.read("shop.yaml");
    expect(text).toContain("backups: true");
    expect(text.split("\n").filter((line) => line.includes("#"))).toHaveLength(3);
    expect(await report()).toEqual([]);
  });

  test("what was accepted needs no apply, and the next one has nothing to change", async () => {
    const { stderr } = await run("apply", "--yes", "--detailed-exitcode");
    expect(stderr).toContain("no changes");
    expect(await report()).toEqual([]);
  });

  test("a change in one environment goes into that environment's settings", async () => {
    await click("shop.prod", "POST", "/actions/poweroff");
    await click("shop.prod", "POST", "/actions/change_type", { server_type: "cx32", upgrade_disk: false });
    await click("shop.prod", "POST", "/actions/poweron");
    const { exit, stderr } = await run("drift", "--accept", await keyOf("serverType"));
    expect({ exit, stderr }).toMatchObject({ exit: 0 });
    expect(stderr).toContain('accepted shop/prod/box/server  serverType: "cx22" -> "cx32"');
    expect(story.read("shop.yaml")).toContain("size: cx22 # two cores are plenty");
    const explained = await story.cloudmake(["explain", "shop/prod/box", "shop.yaml"]);
    expect(explained.stdout).toMatch(/size = "cx32" +environment prod/);
    expect(await report()).toEqual([]);
  });

  test("a value that no single setting holds is refused, with the reason", async () => {
    await click("shop.dev", "PUT", "", { labels: { team: "somebody-else" } });
    const before = story.read("shop.yaml");
    const { exit, stderr } = await run("drift", "--accept", await keyOf("labels"));
    expect({ exit, stderr }).toMatchObject({ exit: 64 });
    expect(stderr).toContain("shop/dev/box/server.labels cannot be accepted");
    expect(story.read("shop.yaml")).toBe(before);
  });

  test("a repair is planned first, and then carried out alone", async () => {
    await click("shop.prod", "POST", "/actions/disable_backup");
    const key = await keyOf("labels");
    const planned = await run("drift", "--revert", key);
    expect(planned.stdout).toContain("~ box/server");
    expect(planned.stderr).toContain("Nothing was changed");
    expect(await report()).toHaveLength(2);
    const done = await run("drift", "--revert", key, "--yes");
    expect({ exit: done.exit, stderr: done.stderr }).toMatchObject({ exit: 0 });
    expect((await report()).map(({ field, stacks }) => [field, ...stacks])).toEqual([["backups", "shop/prod"]]);
  });

  test("a repair that would carry more with it is refused", async () => {
    story.edit("shop.yaml", "debian-12", "debian-13");
    const { exit, stderr } = await run("drift", "--revert", await keyOf("backups"), "--yes");
    expect({ exit, stderr }).toMatchObject({ exit: 64 });
    expect(stderr).toContain("apply --target shop/prod/box/server");
    story.edit("shop.yaml", "debian-13", "debian-12");
  });

  test("a deleted object is made again by its repair", async () => {
    await run("drift", "--revert", await keyOf("backups"), "--yes");
    await click("shop.dev", "DELETE", "");
    const missing = (await report()).find((group) => group.class === "missing");
    const { exit, stderr } = await run("drift", "--revert", missing?.key ?? "", "--yes");
    expect({ exit, stderr }).toMatchObject({ exit: 0 });
    expect(await report()).toEqual([]);
  });

  test("a finding that is no more is said to be none", async () => {
    const { exit, stderr } = await run("drift", "--accept", "00000000");
    expect({ exit, stderr }).toMatchObject({ exit: 64 });
    expect(stderr).toContain("no finding `00000000`");
  });
});
