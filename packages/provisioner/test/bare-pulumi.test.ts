import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "@cloudmake/sandbox";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { attachProviders } from "./attach-providers.ts";
import { BarePulumi, languageHost } from "./bare-pulumi.ts";

const spec = `
apiVersion: cloudmake.dev/v1
kind: Project
metadata: { name: demo }
spec:
  environments: { dev: {}, prod: { protect: true } }
  components:
    zone: { type: kv }
    db: { type: database, region: aws-eu-central-1 }
    web:
      type: worker
      main: ./worker.js
      bindings: { ZONE: "\${zone}", API_KEY: "\${secret.API_KEY}" }
`;

const worker = 'export default { fetch: () => new Response("hello") };';

// A dozen starts of the CLI, each with a Node of its own.
const limit = { timeout: 240_000 };

describe("bare `pulumi`, with its Node language host", limit, () => {
  beforeEach(({ skip }) => {
    if (languageHost === undefined) skip("Pulumi's Node language host is not installed: it comes with a full Pulumi");
  });

  test("makes a stack of a spec, tells its outputs, agrees with itself, and spares data", async () => {
    const pulumi = await bare();
    expect(await pulumi.say("stack", "init", "demo-dev")).toMatchObject({ code: 0 });
    await pulumi.say("config", "set", "cloudmake:spec", "specs/demo.yaml");
    await pulumi.say("config", "set", "--secret", "cloudmake:secret-API_KEY", "canary-api-key");

    const up = await pulumi.say("up", "--yes");
    expect(up.text).toContain("demo-dev-web");
    expect(up.code).toBe(0);
    expect(await pulumi.say("preview", "--expect-no-changes")).toMatchObject({ code: 0 });
    const outputs = await pulumi.say("stack", "output", "db", "--show-secrets");
    expect(outputs.text).toContain("postgresql://");
    expect(await pulumi.written()).not.toMatch(/canary-api-key|npg_sandbox/);

    const refused = await pulumi.say("destroy", "--yes");
    expect(refused.code).not.toBe(0);
    expect(refused.text).toContain('db/database" cannot be deleted');
    await pulumi.say("state", "unprotect", "--all", "--yes");
    expect(await pulumi.say("destroy", "--yes")).toMatchObject({ code: 0 });
  });

  test("says in one line what is missing: the spec, the stack, a secret", async () => {
    const pulumi = await bare();
    await pulumi.say("stack", "init", "demo-qa");
    const noSpec = await pulumi.say("preview");
    expect(noSpec.text).toContain("pulumi config set cloudmake:spec specs/examples/shop.yaml");
    await pulumi.say("config", "set", "cloudmake:spec", "specs/demo.yaml");
    const noStack = await pulumi.say("preview");
    expect(noStack.text).toContain("the spec has no stack for the Pulumi stack demo-qa. It has demo-dev, demo-prod");
    await pulumi.say("stack", "init", "demo-prod");
    await pulumi.say("config", "set", "cloudmake:spec", "specs/demo.yaml");
    const noSecret = await pulumi.say("preview");
    expect(noSecret.text).toContain("pulumi config set --secret cloudmake:secret-API_KEY");
    for (const { code, text } of [noSpec, noStack, noSecret]) {
      expect(code).not.toBe(0);
      expect(text).not.toContain("pulumi-main.ts:");
    }
  });
});

async function bare(): Promise<BarePulumi> {
  const directory = await mkdtemp(join(tmpdir(), "cloudmake-sandbox-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const sandbox = await startSandbox({ port: 0, directory, clockFactor: 0 });
  onTestFinished(() => sandbox.close());
  const providers = await attachProviders(sandbox);
  onTestFinished(() => providers.close());
  const files = { "specs/demo.yaml": spec, "specs/worker.js": worker };
  const pulumi = await BarePulumi.open(files, providers.environment);
  onTestFinished(() => pulumi.close());
  return pulumi;
}
