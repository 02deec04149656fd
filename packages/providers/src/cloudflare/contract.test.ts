import { testResource, type ResourceSample } from "@cloudmake/testing";
import { afterAll, beforeAll, describe } from "vitest";
import { type EdgeCloud, openEdgeCloud } from "../../test/open-edge-cloud.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { cloudflare } from "./cloudflare.ts";
import { dnsRecord } from "./dns-record.ts";
import { workersKvNamespace } from "./workers-kv-namespace.ts";
import { workersScriptSubdomain } from "./workers-script-subdomain.ts";
import { workersScript } from "./workers-script.ts";
import { zone } from "./zone.ts";

const script = { scriptName: "shop-prod-api", content: "export default {};\n", mainModule: "worker.js" };

const samples: readonly ResourceSample<CloudApi>[] = [
  {
    definition: workersKvNamespace,
    inputs: async () => ({ title: "shop-prod-cache-a1b2c3" }),
    updates: [{ title: "shop-prod-cache-renamed" }],
  },
  {
    definition: workersScript,
    inputs: async ({ make }) => {
      const { id } = await make(workersKvNamespace, { title: "shop-prod-cache-a1b2c3" });
      return { ...script, bindings: [{ name: "CACHE", type: "kv_namespace", namespaceId: id }] };
    },
    updates: [
      { content: "export default { fetch: () => new Response('two') };\n" },
      { mainModule: "main.js" },
      { compatibilityDate: "2026-02-01" },
      { compatibilityFlags: ["nodejs_compat"] },
      { compatibilityFlags: undefined },
      { keepBindings: ["secret_text"] },
      { bindings: [{ name: "GREETING", type: "plain_text", text: "hello" }] },
      { bindings: undefined },
    ],
  },
  {
    definition: workersScriptSubdomain,
    inputs: async ({ make }) => {
      const { id } = await make(workersScript, script);
      return { scriptName: id, enabled: true };
    },
    updates: [{ previewsEnabled: true }, { enabled: false }],
  },
  {
    definition: zone,
    inputs: async () => ({ name: "shop.example", type: "full" }),
    updates: [{ paused: true }, { paused: undefined }],
  },
  {
    definition: dnsRecord,
    inputs: async ({ make }) => {
      const { id } = await make(zone, { name: "records.example" });
      return { zoneId: id, name: "www.records.example", type: "A", content: "192.0.2.1", ttl: 300 };
    },
    updates: [{ content: "192.0.2.2" }, { name: "blog.records.example" }, { ttl: 600 }, { proxied: true }],
  },
  {
    definition: dnsRecord,
    inputs: async ({ make }) => {
      const { id } = await make(zone, { name: "mail.example" });
      const content = "mx.mail.example.";
      return { zoneId: id, name: "mail.example", type: "MX", content, ttl: 1, priority: 10 };
    },
    updates: [{ priority: 20 }],
  },
];

describe("Cloudflare", () => {
  let cloud: EdgeCloud;
  beforeAll(async () => {
    cloud = await openEdgeCloud(cloudflare);
  });
  afterAll(() => cloud.close());

  for (const sample of samples) testResource(() => cloud.api, sample);
});
