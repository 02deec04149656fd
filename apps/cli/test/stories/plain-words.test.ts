import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Ended, Story } from "../story.ts";

const digest = `sha256:${"0".repeat(64)}`;
const spec = (name: string): string => `apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: ${name} }
spec:
  environments: { dev: {} }
  components:
    cache: { type: kv }
    box: { type: server, provider: hetzner, size: cx22, image: debian-12, region: fsn1, firewall: { inbound: [ { port: 443 } ] } }
`;

describe("what people and programs are told", () => {
  let story: Story;
  const run = (...args: readonly string[]): Promise<Ended> => story.cloudmake(args);

  beforeEach(async () => {
    story = await Story.begin();
    mkdirSync(join(story.directory, "specs/deeper"), { recursive: true });
    story.write("specs/shop.yaml", spec("shop"));
  });
  afterEach(() => story.end());

  test("two files with the same project are a diagnostic with both places", async () => {
    story.write("specs/twin.yaml", spec("shop"));
    const { exit, stderr } = await run("validate");
    expect({ exit, stderr }).toMatchObject({ exit: 65 });
    expect(stderr).toContain(
      "SPEC_DUPLICATE_NAME There are two projects called `shop`, the first in specs/shop.yaml:3",
    );
  });

  test("whoever reads no further, as `head` does, ends it without a word", async () => {
    const child = story.start(["graph", "--format", "json"]);
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    child.stdout?.destroy();
    await once(child, "close");
    expect({ exit: child.exitCode, said }).toEqual({ exit: 0, said: "" });
  });

  test("and still learns from the exit code that it failed", async () => {
    story.edit("specs/shop.yaml", "size:", "seize:");
    const child = story.start(["validate", "--json"]);
    child.stdout?.destroy();
    child.stderr?.destroy();
    await once(child, "close");
    expect(child.exitCode).toBe(65);
  });

  test("from a folder of the project, its specs and its state are found", async () => {
    mkdirSync(join(story.directory, "src/web"), { recursive: true });
    await run("apply", "--yes", "--quiet");
    const { exit, stdout, stderr } = await story.cloudmake(["plan"], {}, { cwd: join(story.directory, "src/web") });
    expect({ exit, stderr }).toMatchObject({ exit: 0 });
    expect(stdout).toContain("No changes: 1 stack is as described.");
  });

  test("the plan of a new object says what it will be", async () => {
    const { stdout } = await run("plan");
    expect(stdout).toContain('      serverType: "cx22"');
    expect(stdout).toContain("      firewallIds: [(known after apply: box/firewall.id)]");
  });

  test("destroying what was never applied, or is destroyed already, says so and writes nothing", async () => {
    const files = (): readonly string[] => readdirSync(story.directory, { recursive: true }).map(String).sort();
    const [before, destroy] = [files(), ["destroy", "--yes", "--delete-data"]];
    const never = await run(...destroy);
    expect(never).toMatchObject({ exit: 0, stderr: "Nothing to destroy: nothing is recorded of shop/dev.\n" });
    expect(files()).toEqual(before);
    expect(await run("destroy", "--stack", "shop/dev", "--json")).toMatchObject({ exit: 0 });
    expect(files()).toEqual(before);

    expect(await run("apply", "--yes")).toMatchObject({ exit: 0 });
    const destroyed = await run(...destroy);
    expect(destroyed, destroyed.stderr).toMatchObject({ exit: 0 });
    expect(destroyed.stderr).toContain("changes applied");
    const record = story.read(".cloudmake/state/shop/dev/record.json");
    const after = files();
    const again = await run(...destroy);
    expect(again).toMatchObject({ exit: 0, stderr: never.stderr });
    expect(files()).toEqual(after);
    expect(story.read(".cloudmake/state/shop/dev/record.json")).toBe(record);
  });

  test("every credential that is missing is named at once", async () => {
    const { exit, stderr } = await story.cloudmake(["plan"], { HCLOUD_TOKEN: "", CLOUDFLARE_ACCOUNT_ID: "" });
    expect({ exit, stderr }).toMatchObject({ exit: 77 });
    expect(stderr).toContain("cloudflare: CLOUDFLARE_ACCOUNT_ID not set");
    expect(stderr).toContain("hetzner: HCLOUD_TOKEN not set");
  });

  test("a token that may not do something is not called a wrong one", async () => {
    await run("apply", "--yes", "--quiet");
    story.sandbox.faults.add({ cloud: "hetzner", route: "/v1/**", status: 403 });
    const { exit, stderr } = await run("plan");
    expect({ exit, stderr }).toMatchObject({ exit: 77 });
    expect(stderr).toContain("CREDENTIAL_REFUSED hetzner does not let the token do this (HTTP 403).");
    expect(stderr).not.toContain("--forget-unreachable");
  });

  test("a plan tells of a cloud that cannot be reached once, with what it means and what to do", async () => {
    await run("apply", "--yes", "--quiet");
    const { exit, stderr } = await story.cloudmake(["plan"], { HCLOUD_ENDPOINT: "http://127.0.0.1:1/v1" });
    expect({ exit, stderr }).toMatchObject({ exit: 69 });
    const [error, next, ...more] = stderr.trim().split("\n");
    expect(error).toMatch(
      /^error PROVIDER_UNAVAILABLE hetzner cannot be reached: .*ECONNREFUSED.* 2 resources .* left/,
    );
    expect(next).toMatch(/^next: Run it again later\. If the account is gone for good: .*--forget-unreachable/);
    expect(more).toEqual([]);
  });

  test("and of every other one in a line", async () => {
    await run("apply", "--yes", "--quiet");
    const nowhere = "http://127.0.0.1:1/v1";
    const own = { HCLOUD_ENDPOINT: nowhere, CLOUDFLARE_BASE_URL: nowhere, CLOUDFLARE_API_BASE_URL: nowhere };
    for (const command of [["plan"], ["apply", "--yes"]]) {
      const { stderr } = await story.cloudmake(command, own);
      expect(stderr.match(/could not read hetzner: PROVIDER_UNAVAILABLE/g)).toHaveLength(1);
      expect(stderr.match(/PROVIDER_UNAVAILABLE cloudflare cannot be reached/g)).toHaveLength(1);
    }
  });

  test("doctor says that it tried no token, and asks no cloud", async () => {
    story.sandbox.faults.add({ cloud: "hetzner", route: "/**", status: 401 });
    const { exit, stdout } = await story.cloudmake(["doctor"], { NEON_API_HOST: "http://127.0.0.1:1/api/v2" });
    expect(exit).toBe(0);
    expect(stdout).toContain("· the tokens were not tried\n    mend: cloudmake doctor --online");
  });

  test("doctor --online tries each token that is set, and tells of each what came of it", async () => {
    expect((await run("doctor", "--online")).stdout.match(/token accepted/g)).toHaveLength(4);
    story.sandbox.faults.add({ cloud: "digitalocean", route: "/**", status: 403 });
    const own = { HCLOUD_TOKEN: "bad-token", NEON_API_HOST: "http://127.0.0.1:1/api/v2" };
    const { exit, stdout, stderr } = await story.cloudmake(["doctor", "--online"], own);
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: "" });
    expect(stdout).toContain("✓ cloudflare: token accepted, at http://127.0.0.1");
    expect(stdout).toContain("· digitalocean does not let the token do this (HTTP 403).");
    expect(stdout).toContain("✗ hetzner refuses the token (HTTP 401).\n    mend: Check that HCLOUD_TOKEN is right");
    expect(stdout).toContain("✗ neon cannot be reached at http://127.0.0.1:1/api/v2: nothing answers there");
    expect(stdout + stderr).not.toContain("bad-token");
  });

  test("doctor tells a run that ended badly from one that was interrupted", async () => {
    story.sandbox.faults.add({ cloud: "hetzner", method: "POST", route: "/v1/servers", status: 403 });
    expect(await run("apply", "--yes", "--quiet")).toMatchObject({ exit: 74 });
    const failed = await run("doctor");
    expect(failed.stdout + failed.stderr).toContain("shop/dev: its last run ended as failed");
    const journal = join(story.directory, ".cloudmake/state/shop/dev/journal.ndjson");
    const begun = {
      entry: "run-started",
      run: "r",
      at: new Date().toISOString(),
      holder: "ada",
      plan: digest,
      token: 1,
    };
    appendFileSync(journal, `${JSON.stringify(begun)}\n`);
    const interrupted = await run("doctor");
    expect(interrupted.stdout + interrupted.stderr).toContain("shop/dev: an interrupted run left");
  });

  test("a partial apply names its run and every failure, in words and as JSON", async () => {
    story.sandbox.faults.add({ cloud: "hetzner", method: "POST", route: "/v1/servers", status: 403 });
    const { exit, stdout, stderr } = await run("apply", "--yes", "--json");
    expect({ exit, stderr }).toMatchObject({ exit: 74 });
    const envelope: unknown = JSON.parse(stdout);
    expect(envelope).toMatchObject({
      code: "APPLY_PARTIAL",
      run_id: expect.stringMatching(/./),
      data: { failures: [{ address: "shop/dev/box/server", code: "CREDENTIAL_REFUSED" }] },
    });
    const again = await run("apply", "--yes");
    expect(again.stderr).toMatch(/create failed after .* HTTP 403, CREDENTIAL_REFUSED/);
    expect(again.stderr).not.toContain("{");
  });

  test("the lines of a stream are numbered without a gap", async () => {
    const { stdout } = await run("apply", "--yes", "--json=stream");
    const lines = stdout.trim().split("\n");
    const numbers = lines.map((line) => /"sequence":(\d+)/.exec(line)?.[1]);
    expect(numbers).toEqual(lines.map((_, index) => String(index + 1)));
  });

  test("a wrong command line is JSON, too, for who asked for it", async () => {
    const { exit, stdout } = await run("plan", "--nonsense", "--json");
    expect(exit).toBe(64);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      code: "USAGE",
      data: { message: "Unknown option '--nonsense'.", problem: "Unknown option '--nonsense'." },
    });
  });

  test.each([
    ["an unknown command", ["pla"], "Unknown command 'pla'.\nnext: Did you mean plan?"],
    ["an unknown option", ["plan", "-x"], "Unknown option '-x'.\nnext: `cloudmake plan --help` shows what it takes."],
    ["a missing argument", ["explain"], "Missing required argument 'address'."],
    ["a missing value", ["plan", "-e"], "Option '-e, --environment <name>' argument missing."],
    ["an invalid value", ["drift", "-o", "x"], "Option '-o, --output <format>' argument 'x' is invalid."],
    ["a mode before the command", ["--json", "plan"], "Unknown option '--json'."],
  ])("%s has the code of every wrong use", async (_, args, told) => {
    const { exit, stdout, stderr } = await run(...args);
    expect(exit).toBe(64);
    expect(stderr + stdout).toContain(told);
    expect(stderr + stdout).toMatch(/^error USAGE |"code": "USAGE"/);
  });

  test("whoever asked for data alone hears of a wrong command line by its exit code", async () => {
    expect(await run("plan", "--nonsense", "--quiet")).toEqual({ exit: 64, stdout: "", stderr: "" });
  });

  test("a port that is taken is one error, which names it and the way to another", async () => {
    const { port } = new URL(story.sandbox.origin);
    const { exit, stderr } = await run("sandbox", "up", "--port", port);
    expect({ exit, stderr }).toEqual({
      exit: 64,
      stderr: `error USAGE Port ${port} is taken.\nnext: Choose another with --port, or --port 0 for any.\n`,
    });
    const asJson: unknown = JSON.parse((await run("sandbox", "up", "--port", port, "--json")).stdout);
    expect(asJson).toMatchObject({ code: "USAGE", data: { message: `Port ${port} is taken.` } });
  });

  test.runIf(existsSync("/proc/self")).each([
    ["sandbox", "up", "--port", "0"],
    ["init", "--output", "/proc/cloudmake/specs/new.yaml"],
  ])("where nothing can be made and all is missing, %s is refused", async (...args) => {
    const { exit, stderr } = await story.cloudmake(args, { CLOUDMAKE_HOME: "/proc/cloudmake" });
    expect({ exit, stderr }).toMatchObject({ exit: 64 });
    expect(stderr).toMatch(/^error USAGE \/proc\/cloudmake.* cannot be used: no directory can be made there\.\n/);
  });

  test("forget makes nothing: a second time, or of what was never applied", async () => {
    const server = "shop/dev/box/server";
    expect((await run("forget", "--yes", server)).stderr).toContain(`Nothing to forget: ${server} is not recorded.`);
    expect(story.objects("hetzner")).toEqual([]);
    const unknown = await run("forget", "--yes", "shop/dev/box/nothing");
    expect({ exit: unknown.exit, stderr: unknown.stderr }).toMatchObject({ exit: 64 });
    expect(unknown.stderr).toContain("Nothing is known of shop/dev/box/nothing.");
  });

  test("import refuses another object for a resource that has one", async () => {
    await run("apply", "--yes", "--quiet");
    const before = story.objects("hetzner");
    const { exit, stderr } = await run("import", "--yes", "shop/dev/box/server", "999");
    expect({ exit, stderr }).toMatchObject({ exit: 64 });
    expect(stderr).toMatch(/shop\/dev\/box\/server is \d+ already/);
    expect(story.objects("hetzner")).toEqual(before);
  });

  test("outputs shows one value, or all of a component", async () => {
    await run("apply", "--yes", "--quiet");
    expect(JSON.parse((await run("outputs", "shop/dev", "cache")).stdout)).toMatchObject({
      name: expect.stringMatching(/^shop-dev/),
    });
    expect((await run("outputs", "shop/dev", "cache.name")).stdout).toMatch(/^shop-dev-cache/);
  });
});
