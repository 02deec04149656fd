import type { WorkersScriptSubdomainArgs } from "@pulumi/cloudflare";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type EdgeCloud, openEdgeCloud, Resource } from "../../test/open-edge-cloud.ts";
import { cloudflare } from "./cloudflare.ts";
import { workersScriptSubdomain } from "./workers-script-subdomain.ts";
import { workersScript } from "./workers-script.ts";

const inputs = { scriptName: "shop-prod-api", enabled: true } satisfies Omit<WorkersScriptSubdomainArgs, "accountId">;
const script = { scriptName: inputs.scriptName, content: "export default {};", mainModule: "worker.js" };

describe("a Worker's address on workers.dev", () => {
  let cloud: EdgeCloud;
  let address: Resource;

  beforeAll(async () => {
    cloud = await openEdgeCloud(cloudflare, {
      variables: { CLOUDMAKE_WORKERS_URL: "http://{script}.localhost:4800" },
    });
    address = new Resource(workersScriptSubdomain, cloud.api);
  });
  beforeEach(async () => {
    await cloud.sandbox.reset();
    await new Resource(workersScript, cloud.api).create(script);
  });
  afterAll(() => cloud.close());

  test("lives: switched on, listed, changed, switched off, switched off again", async () => {
    expect(await address.find(inputs)).toBeUndefined();
    const made = await address.create(inputs);
    expect(made.outputs["url"]).toBe("http://shop-prod-api.localhost:4800");
    expect(await address.list()).toEqual([made]);
    expect(await address.find(inputs)).toMatchObject({ id: made.id });

    await address.update(made, { ...inputs, previewsEnabled: true });
    expect((await address.read(made.id))?.inputs).toEqual({ ...inputs, previewsEnabled: true });

    await address.delete(made.id);
    expect(await address.read(made.id)).toBeUndefined();
    expect(await address.list()).toEqual([]);
    await address.delete(made.id);
  });

  test("is gone with its Worker", async () => {
    const made = await address.create(inputs);
    await new Resource(workersScript, cloud.api).delete(script.scriptName);
    expect(await address.read(made.id)).toBeUndefined();
    await address.delete(made.id);
  });

  test("with both switches off is no address", () => {
    expect(workersScriptSubdomain.check({ ...inputs, enabled: false })).toHaveLength(1);
  });
});

test("the real cloud's addresses have the account's own name in them", async () => {
  const cloud = await openEdgeCloud(cloudflare, { variables: { CLOUDMAKE_WORKERS_URL: undefined } });
  await new Resource(workersScript, cloud.api).create(script);
  const made = await new Resource(workersScriptSubdomain, cloud.api).create(inputs);
  expect(made.outputs["url"]).toMatch(/^https:\/\/shop-prod-api\.[a-z0-9-]+\.workers\.dev$/);
  await cloud.close();
});
