import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { problemsOf } from "../problems-of.ts";
import { Story } from "../story.ts";

const spec = `apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: shop, labels: { team: store } }
spec:
  environments:
    dev: {}
    prod: { protect: true }
  components:
    cache: { type: kv }
    db: { type: database, region: aws-eu-central-1 }
    web:
      type: worker
      main: ./worker.js
      compatibilityDate: 2026-07-01
      bindings:
        CACHE: \${cache}
        DATABASE_URL: \${db.connectionUri}
        API_KEY: \${secret.API_KEY}
    box:
      type: server
      provider: hetzner
      size: cx22
      image: debian-12
      region: fsn1
      firewall: { inbound: [ { port: 443 } ] }
    eye:
      type: server
      provider: digitalocean
      size: s-1vcpu-1gb
      image: debian-12-x64
      region: fra1
`;
const secret = { CLOUDMAKE_SECRET_API_KEY: "fake-api-key-canary" };

describe("the life of a project", () => {
  let story: Story;
  const dev = (...args: string[]) => story.cloudmake([...args, "shop.yaml"], secret);

  beforeAll(async () => {
    story = await Story.begin();
    story.write("shop.yaml", spec);
    story.write("worker.js", "export default { fetch: () => new Response('hello') };\n");
  });
  afterAll(() => story.end());

  test("is planned without a write anywhere", async () => {
    const { exit, stdout } = await dev("plan", "--detailed-exitcode");
    expect({ exit, stdout }).toMatchObject({ exit: 2 });
    expect(stdout).toContain("+ box/server  hcloud Server");
    expect(story.objects("hetzner")).toEqual([]);
  });

  test("is applied, and agrees with Pulumi's own preview before", async () => {
    const verified = await dev("plan", "--verify");
    expect(verified.stderr).toContain("verified shop/prod: Pulumi's own preview says the same.");
    const { exit, stderr } = await dev("apply", "--yes");
    expect({ exit, stderr }).toMatchObject({ exit: 0 });
    expect(story.objects("hetzner").filter((object) => object.startsWith("server"))).toHaveLength(2);
    expect(stderr).toContain("db.connectionUri = [secret]");
  });

  test("has nothing to do the second time", async () => {
    const { exit, stderr } = await dev("apply", "--yes", "--detailed-exitcode");
    expect({ exit, stderr }).toMatchObject({ exit: 0 });
    expect(stderr).toContain("no changes");
    expect((await dev("plan", "--no-refresh", "--detailed-exitcode")).exit).toBe(0);
  });

  test("shows its outputs, and secret ones only when asked to", async () => {
    const masked = await story.cloudmake(["outputs", "shop/dev", "db.connectionUri"]);
    expect(masked.stdout.trim()).toBe("[secret]");
    const clear = await story.cloudmake(["outputs", "shop/dev", "db.connectionUri", "--show-secrets"]);
    expect(clear.stdout).toMatch(/^postgres(?:ql)?:\/\//);
  });

  test("changes exactly the resource whose field was edited", async () => {
    story.edit("shop.yaml", "size: cx22", "size: cx32");
    const planned = await dev("plan", "-e", "dev", "--json");
    expect(JSON.parse(planned.stdout)).toMatchObject({ ok: true, run_id: null, data: { changed: true } });
    const { stderr } = await dev("apply", "--yes", "-e", "dev");
    expect(stderr).toContain("~ box/server");
    expect(stderr).toMatch(/serverType: "cx22" -> "cx32" {2}stops the machine until it is done {2}shop\.yaml:22/);
    expect(stderr).toContain("1 change in 1 of 1 stack.");
  });

  test("replaces a machine whose image changes", async () => {
    const before = story.objects("hetzner");
    story.edit("shop.yaml", "image: debian-12\n", "image: debian-13\n");
    expect((await dev("plan", "-e", "dev")).stdout).toContain("± box/server");
    const { exit, stdout } = await dev("apply", "--yes", "-e", "dev", "--json");
    expect({ exit, stdout }).toMatchObject({ exit: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, code: "OK", run_id: expect.stringMatching(/^\w+-\w+$/) });
    expect(story.objects("hetzner")).toHaveLength(before.length);
    expect(story.objects("hetzner")).not.toEqual(before);
  });

  test("refuses to replace in a protected environment until told to", async () => {
    const refused = await dev("apply", "--yes", "-e", "prod");
    expect({ exit: refused.exit, stderr: refused.stderr }).toMatchObject({ exit: 67 });
    expect(refused.stderr).toContain("APPROVAL_NEEDED");
    expect((await dev("apply", "--yes", "-e", "prod", "--allow-destroy")).exit).toBe(0);
  });

  test("reports what somebody changed by hand, and repairs it", async () => {
    await story.relabel("shop.dev", { team: "somebody-else" });
    const seen = await dev("drift", "--detailed-exitcode");
    expect({ exit: seen.exit, stderr: seen.stderr }).toMatchObject({ exit: 2 });
    expect(seen.stdout).toContain("changed    shop/dev/box/server");
    expect(seen.stdout).toMatch(/labels: was .*"store".*, is .*"somebody-else"/);
    expect(problemsOf("drift-report", JSON.parse((await dev("drift", "--output", "json")).stdout))).toEqual([]);
    expect((await dev("plan", "--out", "repair.plan.json")).exit).toBe(0);
    for (const plan of JSON.parse(story.read("repair.plan.json")).plans) expect(problemsOf("plan", plan)).toEqual([]);
    expect((await dev("apply", "--yes")).exit).toBe(0);
    expect((await dev("drift", "--detailed-exitcode")).exit).toBe(0);
  });

  test("deletes a component that leaves the spec, and keeps data", async () => {
    story.write(
      "shop.yaml",
      story
        .read("shop.yaml")
        .replace(/ {4}eye:[\s\S]*$/, "")
        .replace(/ {4}db: .*\n/, "")
        .replace(/ {8}DATABASE_URL.*\n/, ""),
    );
    const { exit, stderr } = await dev("apply", "--yes", "-e", "dev");
    expect({ exit, stderr }).toMatchObject({ exit: 0 });
    expect(stderr).toContain("- eye/droplet");
    expect(stderr).toContain("? db/project");
    expect(stderr).toContain("holds data");
  });

  test("is destroyed, data last and only when told to", async () => {
    expect((await dev("destroy", "--yes", "-e", "dev")).exit).toBe(0);
    expect(story.objects("neon").length).toBeGreaterThan(0);
    const { exit, stderr } = await dev("destroy", "--yes", "--delete-data", "--allow-destroy");
    expect({ exit, stderr }).toMatchObject({ exit: 0 });
    const clouds = ["hetzner", "digitalocean", "cloudflare", "neon"];
    expect(clouds.flatMap((cloud) => story.objects(cloud))).toEqual([]);
  });

  test("left its secret nowhere", () => {
    expect(story.filesWith("fake-api-key-canary")).toEqual([]);
  });
});
