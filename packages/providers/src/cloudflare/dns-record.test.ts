import type { Inputs } from "@cloudmake/model";
import type { DnsRecordArgs, ZoneArgs } from "@pulumi/cloudflare";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type EdgeCloud, openEdgeCloud, Resource, signal } from "../../test/open-edge-cloud.ts";
import { cloudflare } from "./cloudflare.ts";
import { dnsRecord } from "./dns-record.ts";
import { Ignored } from "./envelope.ts";
import { zone } from "./zone.ts";

const zoneInputs = { name: "shop.example" } satisfies Omit<ZoneArgs, "account">;

function inputsIn(zoneId: string) {
  const wanted = { zoneId, name: "www.shop.example", type: "A", content: "192.0.2.1", ttl: 300 };
  return wanted satisfies DnsRecordArgs;
}

describe("DNS at Cloudflare", () => {
  let cloud: EdgeCloud;
  let record: Resource;
  let home: Resource;
  let inputs: Inputs;

  beforeAll(async () => {
    cloud = await openEdgeCloud(cloudflare);
    record = new Resource(dnsRecord, cloud.api, "record");
    home = new Resource(zone, cloud.api, "zone");
  });
  beforeEach(async () => {
    await cloud.sandbox.reset();
    inputs = inputsIn((await home.create(zoneInputs)).id);
  });
  afterAll(() => cloud.close());

  test("a zone lives: made, listed with its marker, paused, deleted, deleted again", async () => {
    const [made] = await home.list();
    expect(made).toMatchObject({ marker: home.markerOf(zoneInputs), inputs: zoneInputs });
    expect(made?.outputs["nameServers"]).toHaveLength(2);
    if (made === undefined) return;
    expect(await home.find(zoneInputs)).toEqual(made);
    expect((await home.update(made, { ...zoneInputs, paused: true })).inputs["paused"]).toBe(true);
    await home.delete(made.id);
    expect(await home.read(made.id)).toBeUndefined();
    await home.delete(made.id);
  });

  test("a record lives: made, listed with its marker, changed, deleted, deleted again", async () => {
    const made = await record.create(inputs);
    expect(await record.list()).toEqual([made]);
    expect(made).toMatchObject({ marker: record.markerOf(inputs), inputs });
    expect(await record.find(inputs)).toEqual(made);

    await record.update(made, { ...inputs, content: "192.0.2.2", name: "www2.shop.example" });
    expect((await record.read(made.id))?.inputs).toMatchObject({ content: "192.0.2.2", name: "www2.shop.example" });

    await record.delete(made.id);
    expect(await record.read(made.id)).toBeUndefined();
    await record.delete(made.id);
  });

  test("a record is gone with its zone", async () => {
    const made = await record.create(inputs);
    await home.delete(String(inputs["zoneId"]));
    expect(await record.read(made.id)).toBeUndefined();
    expect(await record.list(record.recorded(made, inputs))).toEqual([]);
    await record.delete(made.id);
  });

  test("a record that somebody made by hand is found by name, type and content", async () => {
    const { zoneId, ...body } = inputs;
    await cloud.api.post(`/zones/${String(zoneId)}/dns_records`, body, Ignored, { signal });
    expect(await record.find(inputs)).toMatchObject({ marker: undefined, inputs });
    expect(await record.find({ ...inputs, content: "192.0.2.9" })).toBeUndefined();
  });

  test("a proxied record has no ttl to differ in", async () => {
    const wanted = { ...inputs, proxied: true };
    const made = await record.create(wanted);
    const [listed] = await record.list(record.recorded(made, wanted));
    expect(listed?.inputs).toMatchObject({ proxied: true, ttl: 300 });
    expect((await record.read(made.id))?.inputs).toMatchObject({ ttl: 1 });
  });

  test.each([
    ["a trailing dot", { type: "CNAME", name: "Docs.shop.example.", content: "pages.example." }],
    ["quotes", { type: "TXT", name: "shop.example", content: '"v=spf1 -all"' }],
  ])("%s makes no difference between record and cloud", async (_, written) => {
    const wanted = { ...inputs, ...written };
    const made = await record.create(wanted);
    const [listed] = await record.list(record.recorded(made, wanted));
    expect(listed?.inputs).toMatchObject(written);
  });

  test("an IPv6 address may be written in full", async () => {
    const wanted = { ...inputs, type: "AAAA", content: "2001:0DB8:0:0:0:0:0:1" };
    const made = await record.create(wanted);
    const { zoneId: _, ...body }: Inputs = wanted;
    const [zone, id] = made.id.split("/");
    await cloud.api.put(`/zones/${zone}/dns_records/${id}`, { ...body, content: "2001:db8::1" }, Ignored, { signal });
    const [listed] = await record.list(record.recorded(made, wanted));
    expect(listed?.inputs["content"]).toBe(wanted.content);
  });

  test("a change by hand is no matter of writing", async () => {
    const made = await record.create(inputs);
    const { zoneId: _, ...body } = inputs;
    const [zone, id] = made.id.split("/");
    await cloud.api.put(`/zones/${zone}/dns_records/${id}`, { ...body, content: "192.0.2.7" }, Ignored, { signal });
    const [listed] = await record.list(record.recorded(made, inputs));
    expect(listed?.inputs["content"]).toBe("192.0.2.7");
  });
});
