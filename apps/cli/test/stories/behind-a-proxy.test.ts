import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Story } from "../story.ts";

describe("behind a proxy", () => {
  let story: Story;
  let proxy: Server;
  let address: string;
  let asked: string[];

  /** Lets HTTP through to the local clouds whatever the host, and no CONNECT. */
  beforeEach(async () => {
    story = await Story.begin();
    asked = [];
    const { host } = new URL(story.sandbox.env()["HCLOUD_ENDPOINT"] ?? "");
    proxy = createServer((incoming, answer) => {
      const url = new URL(incoming.url ?? "");
      asked.push(`${incoming.method} ${url.host}`);
      const headers = { ...incoming.headers, host };
      const outgoing = request(`http://${host}${url.pathname}`, { headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 0, reply.headers);
        reply.pipe(answer);
      });
      outgoing.end();
    });
    proxy.on("connect", ({ url }, socket) => {
      asked.push(`CONNECT ${url}`);
      socket.on("error", () => undefined); // whoever asked may not wait for the answer
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const at = proxy.address();
    address = `127.0.0.1:${typeof at === "object" ? at?.port : ""}`;
  });
  afterEach(async () => {
    proxy.close();
    proxy.closeAllConnections();
    await story.end();
  });

  const doctor = (own: Readonly<Record<string, string>>) => story.cloudmake(["doctor", "--online"], own);

  test("the clouds are asked through it, and this machine directly", async () => {
    const { stdout } = await doctor({
      HCLOUD_ENDPOINT: "http://hetzner.invalid/hetzner/v1",
      HTTP_PROXY: `http://${address}`,
      HTTPS_PROXY: address,
    });
    expect(stdout).toContain("✓ hetzner: token accepted, at http://hetzner.invalid");
    expect(stdout.match(/token accepted/g)).toHaveLength(4);
    expect(asked).toEqual(["GET hetzner.invalid"]);
  });

  test("and nobody at all, unless it is asked for", async () => {
    const { stdout } = await story.cloudmake(["doctor"], { HTTPS_PROXY: address });
    expect(stdout).toContain("Pulumi");
    expect(asked).toEqual([]);
  });

  test("one that lets nothing through is named, without its password", async () => {
    const { stdout, stderr } = await doctor({
      HCLOUD_ENDPOINT: "https://hetzner.invalid/v1",
      HTTPS_PROXY: `http://ada:not-a-real-password@${address}`,
    });
    expect(stdout).toContain("the proxy does not let it through (ERR_PROXY_TUNNEL)");
    expect(new Set(asked)).toEqual(new Set(["CONNECT hetzner.invalid:443"]));
    expect(stdout + stderr).not.toContain("not-a-real-password");
  });

  test("a bucket that holds the state is asked through it", async () => {
    await story.cloudmake(["state", "list"], {
      CLOUDMAKE_STATE_URL: "s3://states/team?endpoint=http://bucket.invalid",
      AWS_ACCESS_KEY_ID: "not-a-real-id",
      AWS_SECRET_ACCESS_KEY: "not-a-real-key",
      HTTP_PROXY: address,
    });
    expect(new Set(asked)).toEqual(new Set(["CONNECT bucket.invalid:80"]));
  });

  test.each(["http_proxy", "https_proxy", "grpc_proxy"])(
    "an apply finds its engine, whatever %s says",
    async (name) => {
      story.write("lan.yaml", lan);
      const applied = await story.cloudmake(["apply", "lan.yaml", "--yes"], { [name]: `http://${address}` });
      expect(applied, applied.stderr).toMatchObject({ exit: 0 });
      expect(asked).toEqual([]);
    },
  );

  const nowhere = { HTTPS_PROXY: "http://:nonsense" };
  const refused = { exit: 64, stderr: expect.stringContaining("HTTPS_PROXY is no address of a proxy") };

  test.each([
    ["validate", "lan.yaml"],
    ["fmt", "--check", "lan.yaml"],
    ["explain", "lan/dev/lan/network", "lan.yaml"],
    ["graph", "lan.yaml"],
    ["plan", "lan.yaml", "--no-refresh"],
    ["state", "list"],
    ["doctor"],
  ])("%s asks nobody, so what is no address of a proxy does not matter", async (...args) => {
    story.write("lan.yaml", lan);
    const ended = await story.cloudmake(args, nowhere);
    expect(ended, ended.stderr).toMatchObject({ exit: 0 });
  });

  test.each([
    ["plan", "lan.yaml"],
    ["drift", "lan.yaml"],
    ["apply", "lan.yaml", "--yes", "--no-refresh"],
    ["state", "list", "--state", "s3://states/team?endpoint=http://bucket.invalid"],
    ["sandbox", "status"],
  ])("%s is refused by what is no address, before it does anything", async (...args) => {
    story.write("lan.yaml", lan);
    const keys = { AWS_ACCESS_KEY_ID: "not-a-real-id", AWS_SECRET_ACCESS_KEY: "not-a-real-key" };
    expect(await story.cloudmake(args, { ...nowhere, ...keys })).toMatchObject(refused);
    expect(story.filesWith("run-started")).toEqual([]);
  });

  test("NO_PROXY is heeded, and what is no address is refused", async () => {
    const through = { HCLOUD_ENDPOINT: "https://hetzner.invalid/v1", HTTPS_PROXY: `http://${address}` };
    const around = await doctor({ ...through, NO_PROXY: "hetzner.invalid" });
    expect(around.stdout).toMatch(/hetzner cannot be reached .*(ENOTFOUND|EAI_AGAIN)/);
    expect(asked).toEqual([]);
    const wrong = await doctor({ ...through, HTTPS_PROXY: "http://:nonsense" });
    expect(wrong).toMatchObject(refused);
  });
});

const lan = `apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: lan }
spec:
  environments: { dev: {} }
  components: { lan: { type: network, provider: hetzner, ipRange: 10.0.0.0/16 } }
`;
