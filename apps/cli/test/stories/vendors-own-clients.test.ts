import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installClients, installHcloudCli, runClient } from "@cloudmake/testing";
import { Story } from "../story.ts";

const clients = await installClients();
const hcloud = await installHcloudCli();
if ("missing" in clients) process.stderr.write(`wrangler and neonctl look at nothing: ${clients.missing}\n`);
if ("missing" in hcloud) process.stderr.write(`hcloud looks at nothing: ${hcloud.missing}\n`);

const spec = `apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: shop }
spec:
  environments: { dev: {} }
  components:
    cache: { type: kv }
    db: { type: database }
    web: { type: worker, main: ./worker.js, bindings: { CACHE: "\${cache}" } }
    box: { type: server, provider: hetzner, size: cx22, image: debian-12, region: fsn1 }
`;

describe("what was applied", () => {
  let story: Story;
  let home = "";
  const see = async (client: "wrangler" | "neonctl", args: readonly string[]): Promise<string> => {
    if ("missing" in clients) throw new Error(clients.missing);
    const run = await runClient(client, args, { clients: clients.directory, home, env: story.sandbox.env() });
    expect(run.code, run.stderr).toBe(0);
    return run.stdout;
  };

  beforeAll(async () => {
    story = await Story.begin();
    home = await mkdtemp(join(tmpdir(), "cloudmake-clients-"));
    story.write("shop.yaml", spec);
    story.write("worker.js", "export default { fetch: () => new Response('hello from the shop') };\n");
    const { exit, stderr } = await story.cloudmake(["apply", "--yes", "shop.yaml"]);
    if (exit !== 0) throw new Error(stderr);
  });
  afterAll(async () => {
    await story.end();
    await rm(home, { recursive: true, force: true });
  });

  test.skipIf("missing" in hcloud)("is seen by hcloud", async () => {
    if ("missing" in hcloud) throw new Error(hcloud.missing);
    const env = { ...story.sandbox.env(), HOME: home };
    const { stdout } = await promisify(execFile)(hcloud.program, ["server", "list", "-o", "noheader"], { env });
    expect(stdout).toMatch(/\d+\s+shop-dev-box-[0-9a-f]{6}\s+running/);
  });

  test.skipIf("missing" in clients)("is seen by wrangler", async () => {
    expect(await see("wrangler", ["kv", "namespace", "list"])).toMatch(/"title": "shop-dev-cache-[0-9a-f]{6}"/);
    expect(await see("wrangler", ["deployments", "list", "--name", "shop-dev-web"])).toContain("Version(s)");
  });

  test.skipIf("missing" in clients)("is seen by neonctl", async () => {
    expect(await see("neonctl", ["projects", "list", "--output", "json"])).toMatch(/"name": "shop-dev-db-[0-9a-f]{6}"/);
  });

  test("runs: the worker answers", async () => {
    const answer = await fetch(`${story.sandbox.origin}/workers/shop-dev-web/`);
    expect(await answer.text()).toBe("hello from the shop");
  });
});
