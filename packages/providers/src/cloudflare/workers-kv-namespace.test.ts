import type { WorkersKvNamespaceArgs } from "@pulumi/cloudflare";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type EdgeCloud, openEdgeCloud, Resource, signal } from "../../test/open-edge-cloud.ts";
import { accountPath } from "./account.ts";
import { cloudflare } from "./cloudflare.ts";
import { Ignored } from "./envelope.ts";
import { workersKvNamespace } from "./workers-kv-namespace.ts";

const inputs = { title: "shop-prod-cache-0a1b2c" } satisfies Omit<WorkersKvNamespaceArgs, "accountId">;

describe("a KV namespace", () => {
  let cloud: EdgeCloud;
  let namespace: Resource;
  const marker = () => namespace.markerOf(inputs);
  const namespaces = () => `${accountPath(cloud.api)}/storage/kv/namespaces`;

  beforeAll(async () => {
    cloud = await openEdgeCloud(cloudflare);
    namespace = new Resource(workersKvNamespace, cloud.api);
  });
  beforeEach(async () => {
    cloud.sandbox.faults.clear();
    await cloud.sandbox.reset();
  });
  afterAll(() => cloud.close());

  test("lives: made, listed with its marker, renamed, deleted, deleted again", async () => {
    const made = await namespace.create(inputs);
    expect(await namespace.list()).toEqual([{ ...made, marker: marker(), inputs }]);

    const renamed = await namespace.update(made, { title: "another" });
    expect(renamed.id).toBe(made.id);
    expect(await namespace.read(made.id)).toMatchObject({ inputs: { title: "another" } });

    await namespace.delete(made.id);
    expect(await namespace.read(made.id)).toBeUndefined();
    await namespace.delete(made.id);
  });

  test("is found by its marker, under whatever name", async () => {
    const made = await namespace.create(inputs);
    await namespace.update(made, { title: "renamed-by-hand" });
    expect(await namespace.find(inputs)).toMatchObject({ id: made.id, inputs: { title: "renamed-by-hand" } });
  });

  test("is found by its title when a crash came before its marker", async () => {
    await cloud.api.post(namespaces(), { title: inputs.title }, Ignored, { signal });
    expect(await namespace.find(inputs)).toMatchObject({ inputs });
  });

  test("of another stack is not taken over for its title", async () => {
    await new Resource(workersKvNamespace, cloud.api, "other").create(inputs);
    expect(await namespace.find(inputs)).toBeUndefined();
    await expect(namespace.create(inputs)).rejects.toMatchObject({ data: { providerCode: "10014" } });
  });

  test("that is being replaced is not taken over by its successor", async () => {
    const made = await namespace.create(inputs);
    expect(await namespace.find(inputs, new Set([made.id]))).toBeUndefined();
  });

  test("is made and listed by a token that may not touch tags", async () => {
    cloud.sandbox.faults.add({ cloud: "cloudflare", route: "/client/v4/accounts/*/tags/**", status: 403 });
    cloud.sandbox.faults.add({ cloud: "cloudflare", route: "/client/v4/accounts/*/tags", status: 403 });
    const made = await namespace.create(inputs);
    expect(await namespace.find(inputs)).toMatchObject({ id: made.id });
  });

  test("of more than one page are listed completely", async () => {
    const titles = Array.from({ length: 205 }, (_, index) => `title-${index}`);
    await Promise.all(titles.map((title) => cloud.api.post(namespaces(), { title }, Ignored, { signal })));
    expect((await namespace.list()).length).toBe(205);
  });

  test("cannot be asked for in another account than the token's", async () => {
    const elsewhere = { ...inputs, accountId: "another" };
    await expect(namespace.create(elsewhere)).rejects.toMatchObject({ code: "USAGE" });
  });
});
