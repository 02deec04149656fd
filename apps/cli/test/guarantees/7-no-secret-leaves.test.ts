import { execFile } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, Story } from "../story.ts";
import { type Canary, Sweep } from "./canaries.ts";

const spec = `apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: shop }
spec:
  environments:
    dev: {}
  components:
    db: { type: database, region: aws-eu-central-1 }
    web:
      type: worker
      main: ./worker.js
      compatibilityDate: 2026-07-01
      bindings:
        API_KEY: \${secret.API_KEY}
        FROM_FILE: \${secret.FROM_FILE}
        SESSION_KEY: \${secret.SESSION_KEY}
        DATABASE_URL: \${db.connectionUri}
    box:
      type: server
      provider: hetzner
      size: cx22
      image: debian-12
      region: fsn1
    eye:
      type: server
      provider: digitalocean
      size: s-1vcpu-1gb
      image: debian-12-x64
      region: fra1
`;
const panicChild = fileURLToPath(new URL("panic-child.ts", import.meta.url));

const canaries = {
  "worker secret": "fake-canary-of-a-worker",
  "secret that nothing uses": "fake-canary-of-nobody",
  "worker secret with quotes": 'fake-canary "of" a \\ worker/with?odd=characters',
  "secret of a file": "fake-canary-from-a-secrets-file",
  "Hetzner token": "fake-canary-token-hetzner".padEnd(64, "0"),
  "DigitalOcean token": "fake-canary-token-digitalocean",
  "Cloudflare token": "fake-canary-token-cloudflare".padEnd(40, "0"),
  "Neon token": "fake-canary-token-neon",
  "state key": "fake-canary-state-key-".padEnd(40, "0"),
} as const;

const given = {
  CLOUDMAKE_SECRET_API_KEY: canaries["worker secret with quotes"],
  CLOUDMAKE_SECRET_SESSION_KEY: canaries["worker secret"],
  CLOUDMAKE_SECRET_UNUSED: canaries["secret that nothing uses"],
  HCLOUD_TOKEN: canaries["Hetzner token"],
  DIGITALOCEAN_TOKEN: canaries["DigitalOcean token"],
  DIGITALOCEAN_ACCESS_TOKEN: canaries["DigitalOcean token"],
  CLOUDFLARE_API_TOKEN: canaries["Cloudflare token"],
  NEON_API_KEY: canaries["Neon token"],
  CLOUDMAKE_STATE_KEY: canaries["state key"],
};

/** Learned while the clouds make them. */
const made: Canary[] = [];
const sweep = new Sweep(() => [...Object.entries(canaries).map(([name, secret]) => ({ name, secret })), ...made]);

describe("guarantee 7, no secret leaves", () => {
  let story: Story;

  async function run(...args: readonly string[]): Promise<Ended> {
    const all = [...args, "shop.yaml", "--secrets-file", "secrets.env"];
    const ended = await sweep.processesDuring(story.cloudmake(all, given), (environment) =>
      environment.includes(story.directory),
    );
    look(args.slice(0, 2).join(" "), ended);
    return ended;
  }

  function look(what: string, { stdout, stderr }: Ended): void {
    sweep.text(`stdout of ${what}`, stdout);
    sweep.text(`stderr of ${what}`, stderr);
  }

  function edit(from: string, to: string): void {
    story.edit("shop.yaml", from, to);
  }

  beforeAll(async () => {
    story = await Story.begin();
    story.write("shop.yaml", spec);
    story.write("secrets.env", `FROM_FILE=${canaries["secret of a file"]}\n`);
    story.write("worker.js", "export default { fetch: () => new Response('hello') };\n");
  });
  afterAll(async () => {
    await story.end();
    process.stdout.write(`Looked for canaries in:\n  ${sweep.places.join("\n  ")}\n`);
  });

  test("not while stacks are planned and applied", async () => {
    expect(await run("plan", "--out", "before.json")).toMatchObject({ exit: 0 });
    expect(await run("plan", "--json=envelope")).toMatchObject({ exit: 0 });
    expect(await run("plan", "--verify")).toMatchObject({ exit: 0 });
    expect(await run("apply", "--yes", "--json=stream")).toMatchObject({ exit: 0 });
    const shown = await story.cloudmake(["outputs", "shop/dev", "db.connectionUri", "--show-secrets"], given);
    const uri = shown.stdout.trim();
    made.push({ name: "connection URI", secret: uri }, { name: "database password", secret: new URL(uri).password });
    expect(made.map(({ secret }) => secret.length > 8)).toEqual([true, true]);
  });

  test("not into user data, which every process of a server can read", async () => {
    const box = "      region: fsn1\n";
    edit(box, `${box}      bootstrap: { run: ["login \${secret.SESSION_KEY} \${db.connectionUri}"] }\n`);
    const { exit, stderr } = await run("plan");
    expect({ exit, stderr }).toMatchObject({ exit: 65 });
    expect(stderr).toContain("SPEC_SECRET_EXPOSED");
    story.write("shop.yaml", spec);
  });

  test("not when drift is reported, in any format", async () => {
    await story.relabel("shop.dev", { team: "somebody-else" });
    for (const format of ["text", "markdown", "sarif", "json"]) await run("drift", "--output", format);
    expect(await run("plan", "--json=envelope")).toMatchObject({ exit: 0 });
  });

  test("not when clouds repeat what they were sent, nor when they are asked to look", async () => {
    const echo = [...Object.values(canaries), ...made.map(({ secret }) => secret)].join(" | ");
    const { faults } = story.sandbox;
    const message = `malformed: ${echo}`;
    const hetzner = { error: { code: "invalid_input", message, details: null } };
    const cloudflare = { success: false, errors: [{ code: 10021, message }], messages: [], result: null };
    edit("size: cx22", "size: cx32");
    edit("2026-07-01", "2026-07-02");
    faults.add({ cloud: "cloudflare", route: "/**", method: "PUT", status: 400, body: cloudflare });
    faults.add({ cloud: "hetzner", route: "/**", method: "POST", status: 422, body: hetzner });
    expect((await run("apply", "--yes")).stderr).toContain("malformed: [secret]");
    expect((await run("apply", "--yes", "--json=envelope")).stdout).toContain("malformed: [secret]");
    expect((await run("apply", "--yes", "--json=stream", "--target", "shop/dev/web/script")).exit).toBeGreaterThan(0);
    // Cut where a secret stands: what is left of it is one too.
    faults.clear();
    const cut = {
      error: { code: "invalid_input", message: `${"x".repeat(480)}${made[0]?.secret ?? ""}`, details: null },
    };
    faults.add({ cloud: "hetzner", route: "/**", method: "POST", status: 422, body: cut });
    expect((await run("apply", "--yes")).stderr).toMatch(/x{400,}\[secret\]/);
    faults.clear();
    const asked = { ...hetzner.error, message: `malformed: ${Object.values(canaries).join(" | ")}` };
    faults.add({ cloud: "hetzner", route: "/**", method: "GET", status: 400, body: { error: asked } });
    faults.add({ cloud: "neon", route: "/**", method: "GET", status: 400, body: { ...asked, request_id: "0" } });
    for (const look of [
      ["plan", "--json=envelope"],
      ["drift", "-o", "markdown"],
      ["drift", "-o", "sarif"],
      ["apply", "--yes"],
    ]) {
      await run(...look);
    }
    faults.clear();
  });

  test("not when a token is malformed, a service is gone, or an engine's log is kept", async () => {
    const broken = { ...given, HCLOUD_TOKEN: `${canaries["Hetzner token"]}\n${canaries["Hetzner token"]}` };
    look(
      "plan with a broken token",
      await story.cloudmake(["plan", "shop.yaml", "--secrets-file", "secrets.env"], broken),
    );
    const gone = { ...given, HCLOUD_ENDPOINT: "http://127.0.0.1:9/v1" };
    look("plan without a service", await story.cloudmake(["plan", "shop.yaml", "--secrets-file", "secrets.env"], gone));
    for (const command of [
      ["doctor"],
      ["outputs"],
      ["outputs", "--json=envelope"],
      ["graph", "shop.yaml"],
      ["explain", "shop/dev/web"],
    ]) {
      look(command[0] ?? "", await story.cloudmake(command, given));
    }
  });

  test("not in a crash report", async () => {
    const ended = await new Promise<Ended>((resolve) => {
      const options = { env: story.env(given), cwd: story.directory };
      const child = execFile(process.execPath, [panicChild], options, (_, stdout, stderr) => {
        resolve({ exit: child.exitCode, stdout, stderr });
      });
    });
    look("a panic", ended);
    const report = /report it with (\S+);/.exec(ended.stderr)?.[1] ?? "";
    expect(existsSync(report)).toBe(true);
    expect(readFileSync(report, "utf8")).toContain("the message: [secret]");
  });

  test("not after all of it was destroyed", async () => {
    expect(await run("destroy", "--yes", "--delete-data")).toMatchObject({ exit: 0 });
  });

  test("and so there is none in any file, log, event, plan, report, argument or environment of a child", () => {
    sweep.files(story.directory, (path) =>
      path === "secrets.env" ? undefined : path.replaceAll(/[0-9a-f]{8,}/g, "#"),
    );
    expect(sweep.found).toEqual([]);
    const looked = sweep.places.join("\n");
    for (const place of [
      ".cloudmake/crashes",
      "argv of pulumi",
      "environment of pulumi",
      "before.json",
      "pulumi/",
      "machine/",
    ]) {
      expect(looked).toContain(place);
    }
  });

  test("and what the local clouds themselves keep of them is for their user only", () => {
    const file = `${story.sandboxDirectory}/state.json`;
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
