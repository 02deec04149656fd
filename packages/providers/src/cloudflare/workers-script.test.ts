import type { Inputs } from "@cloudmake/model";
import type { WorkersScriptArgs } from "@pulumi/cloudflare";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type EdgeCloud, openEdgeCloud, Resource, signal } from "../../test/open-edge-cloud.ts";
import { accountPath } from "./account.ts";
import { cloudflare } from "./cloudflare.ts";
import { Ignored } from "./envelope.ts";
import { uploadForm } from "./worker-upload.ts";
import { workersKvNamespace } from "./workers-kv-namespace.ts";
import { workersScript } from "./workers-script.ts";

const content = "export default { fetch: () => new Response('hello') };";
const inputs = {
  scriptName: "shop-prod-api",
  content,
  mainModule: "worker.js",
  compatibilityDate: "2026-01-01",
  compatibilityFlags: ["nodejs_compat"],
  bindings: [
    { name: "GREETING", type: "plain_text", text: "hello" },
    { name: "PASSWORD", type: "secret_text", text: "not-a-real-secret" },
  ],
} satisfies Omit<WorkersScriptArgs, "accountId">;
const print = { $print: "aa" };
const recordedInputs: Inputs = {
  ...inputs,
  bindings: [...inputs.bindings.slice(0, 1), { name: "PASSWORD", type: "secret_text", text: print }],
};

describe("a Worker", () => {
  let cloud: EdgeCloud;
  let worker: Resource;
  const path = () => `${accountPath(cloud.api)}/workers/scripts/${inputs.scriptName}`;

  beforeAll(async () => {
    cloud = await openEdgeCloud(cloudflare);
    worker = new Resource(workersScript, cloud.api);
  });
  beforeEach(() => cloud.sandbox.reset());
  afterAll(() => cloud.close());

  test("lives: uploaded, listed with its marker, changed, deleted, deleted again", async () => {
    const made = await worker.create(inputs);
    const [listed] = await worker.list(worker.recorded(made, recordedInputs));
    expect(listed).toMatchObject({ id: inputs.scriptName, marker: worker.markerOf(inputs), outputs: made.outputs });

    const changed = await worker.update(made, { ...inputs, content: `${content}\n` });
    expect(changed.outputs["etag"]).not.toBe(made.outputs["etag"]);

    await worker.delete(made.id);
    expect(await worker.read(made.id)).toBeUndefined();
    await worker.delete(made.id);
  });

  test("as it was made has nothing to report, secrets and code included", async () => {
    const made = await worker.create(inputs);
    const [listed] = await worker.list(worker.recorded(made, recordedInputs));
    expect(listed?.inputs).toEqual({
      scriptName: inputs.scriptName,
      compatibilityDate: "2026-01-01",
      compatibilityFlags: ["nodejs_compat"],
    });
  });

  test("whose code was changed by hand says so", async () => {
    const made = await worker.create(inputs);
    const form = new FormData();
    form.set("metadata", JSON.stringify({ main_module: "worker.js" }));
    form.set("worker.js", new File(["export default {}"], "worker.js", { type: "application/javascript+module" }));
    await cloud.api.put(`${path()}/content`, form, Ignored, { signal });

    const [listed] = await worker.list(worker.recorded(made, recordedInputs));
    expect(listed?.inputs["content"]).toBe("export default {}");
  });

  test.each([
    ["a changed text", [{ name: "GREETING", type: "plain_text", text: "bye" }, inputs.bindings[1]]],
    ["a removed secret", [inputs.bindings[0]]],
    ["a binding more", [...inputs.bindings, { name: "MORE", type: "plain_text", text: "x" }]],
    ["a binding of a type that is not made here", [...inputs.bindings, { name: "AI", type: "ai" }]],
  ])("shows %s", async (_, bindings) => {
    const made = await worker.create(inputs);
    const form = new FormData();
    form.set("settings", JSON.stringify({ bindings }));
    await cloud.api.patch(`${path()}/settings`, form, Ignored, { signal });

    const [listed] = await worker.list(worker.recorded(made, recordedInputs));
    const names = bindings.map((binding) => expect.objectContaining({ name: binding?.name }));
    expect(listed?.inputs["bindings"]).toEqual(names);
    expect(JSON.stringify(listed)).not.toContain("not-a-real-secret");
  });

  test("keeps secrets made elsewhere where it was told to", async () => {
    const kept = { ...inputs, keepBindings: ["secret_text"] };
    const made = await worker.create(kept);
    const secret = { name: "ELSEWHERE", type: "secret_text", text: "not-a-real-secret" };
    await cloud.api.put(`${path()}/secrets`, secret, Ignored, { signal });
    const changed = await worker.update(made, { ...kept, content: `${content}\n` });

    const known = worker.recorded(changed, { ...recordedInputs, keepBindings: ["secret_text"] });
    expect((await worker.list(known))[0]?.inputs).not.toHaveProperty("bindings");
    expect((await worker.read(made.id))?.inputs["bindings"]).toHaveLength(3);
  });

  test("drops secrets that its list no longer has", async () => {
    const made = await worker.create(inputs);
    await worker.update(made, { ...inputs, bindings: [] });
    expect((await worker.read(made.id))?.inputs["bindings"]).toEqual([]);
  });

  test("binds a KV namespace", async () => {
    const namespace = await new Resource(workersKvNamespace, cloud.api).create({ title: "cache" });
    const bindings = [{ name: "CACHE", type: "kv_namespace", namespaceId: namespace.id }];
    const made = await worker.create({ ...inputs, bindings });
    expect((await worker.read(made.id))?.inputs["bindings"]).toEqual(bindings);
  });

  test("left by an interrupted run is found, with the code that the run left", async () => {
    await worker.create({ ...inputs, content: "export default {};" });
    const found = await worker.find(inputs);
    expect(found).toMatchObject({ id: inputs.scriptName, inputs: { content: "export default {};" } });
  });

  test("of somebody else is never overwritten", async () => {
    const theirs = new Resource(workersScript, cloud.api, "other").markerOf(inputs);
    await cloud.api.put(path(), uploadForm(inputs, theirs), Ignored, { signal });
    await expect(worker.find(inputs)).rejects.toMatchObject({ data: { providerCode: "name_taken" } });
  });

  test("that no record knows costs no call of its own", async () => {
    await worker.create(inputs);
    const { reads } = cloud.sandbox.counters.of("cloudflare");
    await worker.list();
    expect(cloud.sandbox.counters.of("cloudflare").reads - reads).toBe(1);
  });
});

describe("a Worker's bindings", () => {
  test.each([
    ["of an unknown type", { name: "X", type: "ia" }, ["bindings", 0, "type"]],
    ["without what their type needs", { name: "X", type: "kv_namespace" }, ["bindings", 0, "namespaceId"]],
    ["with misspelt words", { name: "X", type: "plain_text", txet: "x" }, ["bindings", 0]],
  ])("%s are refused with their place", (_, binding, path) => {
    expect(workersScript.check({ ...inputs, bindings: [binding] })).toContainEqual(expect.objectContaining({ path }));
  });

  test("may be unknown until apply", () => {
    const namespaceId = { $ref: { address: "shop/prod/cache/namespace", output: "id" } };
    const bindings = [{ name: "CACHE", type: "kv_namespace", namespaceId }];
    expect(workersScript.check({ ...inputs, bindings })).toEqual([]);
  });
});
