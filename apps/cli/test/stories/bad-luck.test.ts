import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Ended, Story } from "../story.ts";

const spec = `apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: shop }
spec:
  environments: { dev: {} }
  components:
    box: { type: server, provider: hetzner, size: cx22, image: debian-12, region: fsn1, firewall: { inbound: [ { port: 443 } ] } }
    disk: { type: volume, provider: hetzner, size: 10, region: fsn1 }
`;

describe("bad luck", () => {
  let story: Story;
  const apply = (own: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    story.cloudmake(["apply", "--yes", "shop.yaml"], own);

  /** A rerun without the trouble ends with everything once, and the one after it has nothing to do. */
  const converges = async (): Promise<void> => {
    story.sandbox.faults.clear();
    const again = await apply();
    expect({ exit: again.exit, stderr: again.stderr }).toMatchObject({ exit: 0 });
    const kinds = story.objects("hetzner").map((object) => object.split(" ")[0]);
    expect(kinds.filter((kind) => kind === "server")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "firewall")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "volume")).toHaveLength(1);
    const settled = await story.cloudmake(["apply", "--yes", "--detailed-exitcode", "shop.yaml"]);
    expect({ exit: settled.exit, stderr: settled.stderr }).toMatchObject({ exit: 0 });
  };

  beforeEach(async () => {
    story = await Story.begin();
    story.write("shop.yaml", spec);
  });
  afterEach(() => story.end());

  test("a missing token is named before anything is asked or recorded", async () => {
    const { exit, stderr } = await apply({ HCLOUD_TOKEN: "" });
    expect({ exit, stderr }).toMatchObject({ exit: 77 });
    expect(stderr).toContain("CREDENTIAL_MISSING No credential for hetzner: HCLOUD_TOKEN not set.");
    expect(story.objects("hetzner")).toEqual([]);
    await converges();
  });

  test("a wrong token is named with its variable", async () => {
    const { exit, stderr } = await apply({ HCLOUD_TOKEN: "bad-token" });
    expect({ exit, stderr }).toMatchObject({ exit: 77 });
    expect(stderr).toContain("CREDENTIAL_REFUSED hetzner refuses the token");
    expect(stderr).toContain("Check that HCLOUD_TOKEN is right");
    expect(stderr).not.toContain("bad-token");
    await converges();
  });

  test("a cloud that nobody answers for is named with its address", async () => {
    const { exit, stderr } = await apply({ HCLOUD_ENDPOINT: "http://127.0.0.1:1/v1" });
    expect({ exit, stderr }).toMatchObject({ exit: 69 });
    expect(stderr).toContain("PROVIDER_UNAVAILABLE hetzner cannot be reached");
    await converges();
  });

  test("a full quota says which, and keeps what could be made", async () => {
    story.sandbox.quotas.set({ cloud: "hetzner", kind: "servers", max: 0 });
    const { exit, stderr } = await apply();
    expect({ exit, stderr }).toMatchObject({ exit: 74 });
    expect(stderr).toContain("QUOTA_EXCEEDED shop/dev/box/server");
    story.sandbox.quotas.set({ cloud: "hetzner", kind: "servers", max: null });
    await converges();
  });

  test("a 429 is waited for and never reaches the user", async () => {
    const headers = { "retry-after": "1" };
    const body = { error: { code: "rate_limit_exceeded", message: "limit reached", details: null } };
    story.sandbox.faults.add({
      cloud: "hetzner",
      method: "POST",
      route: "/v1/**",
      status: 429,
      headers,
      body,
      times: 2,
    });
    const { exit, stderr } = await apply();
    expect({ exit, stderr }).toMatchObject({ exit: 0 });
    await converges();
  });

  test("a 500 on a change is an error with a code, and a rerun converges", async () => {
    story.sandbox.faults.add({ cloud: "hetzner", method: "POST", route: "/v1/servers", status: 500 });
    const { exit, stderr } = await apply();
    expect({ exit, stderr }).toMatchObject({ exit: 74 });
    expect(stderr).toContain("PROVIDER_UNAVAILABLE shop/dev/box/server");
    await converges();
  });

  test("a connection cut after a create was carried out makes no second object", async () => {
    story.sandbox.faults.add({ cloud: "hetzner", method: "POST", route: "/v1/servers", drop: "after", times: 1 });
    const { exit } = await apply();
    expect([0, 74]).toContain(exit);
    await converges();
  });

  test("an answer that is no JSON is an error with a code", async () => {
    story.sandbox.faults.add({ cloud: "hetzner", method: "GET", route: "/v1/servers", status: 503, body: "<html>" });
    const { exit, stderr } = await apply();
    expect({ exit, stderr }).toMatchObject({ exit: 69 });
    expect(stderr).toContain("PROVIDER_UNAVAILABLE");
    await converges();
  });

  test.each([
    ["in the last step takes nothing away from what was done", ["disk"], 0, "1 change applied"],
    ["before the last step cancels what is left", ["disk", "box"], 130, "error CANCELLED"],
  ])("Ctrl-C %s", async (_, components, exit, told) => {
    story.edit("shop.yaml", "firewall: { inbound: [ { port: 443 } ] }", "dependsOn: [ disk ]");
    if (!components.includes("box")) story.write("shop.yaml", story.read("shop.yaml").replace(/^ +box: .*\n/m, ""));
    const child = story.start(["apply", "--yes", "shop.yaml"]);
    const heard = Promise.withResolvers<void>();
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (stderr.includes("Stopping after the steps in flight")) heard.resolve();
    });
    story.sandbox.mutations.watch({
      before: async () => {
        child.kill("SIGINT");
        await heard.promise;
        return undefined;
      },
    });
    await once(child, "close");
    expect({ exit: child.exitCode, stderr }).toMatchObject({ exit, stderr: expect.stringContaining(told) });
    expect(story.objects("hetzner")).toEqual([expect.stringMatching(/^volume /)]);
    story.sandbox.mutations.watch(undefined);
    const again = await story.cloudmake(["apply", "--yes", "--detailed-exitcode", "shop.yaml"]);
    expect({ exit: again.exit, stderr: again.stderr }).toMatchObject({ exit: exit === 0 ? 0 : 2 });
  });

  test("what a failed run made and `deletion: retain` lets go stays, although a cloud that is down keeps that run open", async () => {
    const cache = "    cache: { type: kv }\n";
    const box =
      "    box: { type: server, provider: hetzner, size: cx22, image: debian-12, region: fsn1, deletion: retain }\n";
    const head = spec.slice(0, spec.indexOf("    box:"));
    story.write("shop.yaml", head + box + cache);
    const { faults } = story.sandbox;
    faults.add({ cloud: "cloudflare", method: "POST", route: "/**", status: 403, times: 1 });
    expect((await apply()).stderr).toContain("APPLY_PARTIAL 1 done, 1 failed");
    story.write("shop.yaml", head + cache);
    faults.clear();
    faults.add({ cloud: "cloudflare", method: "GET", route: "/**", status: 503 });
    expect((await apply()).stderr).toContain("no longer wanted, stays in the cloud");
    const { stderr } = await apply();
    expect(stderr).not.toContain("left by an interrupted run");
    expect(story.objects("hetzner")).toEqual([expect.stringMatching(/^server shop-dev-box-/)]);
  });

  test("what is let go stays also where the run that lets it go cannot clear away what another one left", async () => {
    const box =
      "    box: { type: server, provider: hetzner, size: cx22, image: debian-12, region: fsn1, deletion: retain }\n";
    const disk = "    disk: { type: volume, provider: hetzner, region: fsn1, size: 10 }\n";
    const cache = "    cache: { type: kv }\n";
    const head = spec.slice(0, spec.indexOf("    box:"));
    story.write("shop.yaml", head + box + disk + cache);
    const { faults } = story.sandbox;
    faults.add({ cloud: "hetzner", method: "POST", route: "/v1/volumes", drop: "after", times: 1 });
    expect(await apply()).toMatchObject({ exit: 74 });
    story.write("shop.yaml", head + cache);
    faults.add({ cloud: "hetzner", method: "DELETE", route: "/v1/volumes/*", status: 403 });
    const { exit, stderr } = await apply();
    expect({ exit, stderr }).toMatchObject({ exit: 74 });
    expect(stderr).toContain("no longer wanted, stays in the cloud");
    faults.clear();
    expect(await apply()).toMatchObject({ exit: 0 });
    expect(story.objects("hetzner")).toEqual([expect.stringMatching(/^server shop-dev-box-/)]);
  });
});
