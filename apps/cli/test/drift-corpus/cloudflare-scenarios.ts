import { changed, type Hand, noise, part, reordered, type Scenario } from "./scenario.ts";

const code = "export default { fetch: () => new Response('one') };\n";

const workersKvNamespace: Scenario = {
  parts: ({ slug }) => [
    part("cache", "cloudflare:index/workersKvNamespace:WorkersKvNamespace", { title: `${slug}-cache` }),
  ],
  edits: [
    changed("cache.title", "renamed", (hand) =>
      hand.put(`${account(hand)}/storage/kv/namespaces/${hand.id()}`, { title: `${hand.copy.slug}-other` }),
    ),
  ],
  spellings: [],
  fixed: { accountId: "it is where the namespace is" },
  untold: ["accountId"],
  twin: ({ slug }) => ({ title: `${slug}-clone` }),
  listedBy: ["cloudflare/client/v4/accounts/*/storage/kv/namespaces"],
};

const workersScript: Scenario = {
  parts: ({ slug, ref }) => [
    part("cache", "cloudflare:index/workersKvNamespace:WorkersKvNamespace", { title: `${slug}-cache` }),
    part("api", "cloudflare:index/workersScript:WorkersScript", {
      scriptName: `${slug}-api`,
      content: code,
      mainModule: "worker.js",
      compatibilityDate: "2026-02-01",
      compatibilityFlags: ["nodejs_compat", "global_navigator"],
      bindings: [
        { name: "CACHE", type: "kv_namespace", namespaceId: ref("cache") },
        { name: "GREETING", type: "plain_text", text: "hello" },
        { name: "TOKEN", type: "secret_text", text: { $secret: "FIRST" } },
      ],
      keepBindings: [],
    }),
  ],
  edits: [
    changed("api.content", "other code", (hand) => {
      const form = new FormData();
      form.set("metadata", JSON.stringify({ main_module: "worker.js" }));
      const text = "export default { fetch: () => new Response('two') };\n";
      form.set("worker.js", new File([text], "worker.js", { type: "application/javascript+module" }));
      return hand.put(`${script(hand)}/content`, form);
    }),
    changed("api.compatibilityDate", "another date", (hand) => settings(hand, { compatibility_date: "2025-01-01" })),
    changed("api.compatibilityFlags", "a flag taken away", (hand) =>
      settings(hand, { compatibility_flags: ["nodejs_compat"] }),
    ),
    changed("api.bindings", "another text bound", (hand) =>
      settings(hand, {
        bindings: [
          { name: "CACHE", type: "kv_namespace", namespace_id: hand.id("cache") },
          { name: "GREETING", type: "plain_text", text: "good-bye" },
          { name: "TOKEN", type: "inherit" },
        ],
      }),
    ),
    changed("api.bindings", "a secret taken away", (hand) => hand.delete(`${script(hand)}/secrets/TOKEN`)),
    changed("api.bindings", "a secret put beside", (hand) =>
      hand.put(`${script(hand)}/secrets`, { name: "OTHER", type: "secret_text", text: "fake-other" }),
    ),
    {
      kind: "rotated secret",
      what: "a secret overwritten by hand, which nothing tells",
      by: (hand) => hand.put(`${script(hand)}/secrets`, { name: "TOKEN", type: "secret_text", text: "fake-new" }),
      finds: [],
      alone: true,
    },
    reordered("flags in another order", (hand) =>
      settings(hand, { compatibility_flags: ["global_navigator", "nodejs_compat"] }),
    ),
    noise("a schedule added", (hand) => hand.put(`${script(hand)}/schedules`, [{ cron: "* * * * *" }])),
  ],
  spellings: [
    { what: "no bindings, no flags", inputs: () => ({ bindings: [], compatibilityFlags: [] }) },
    {
      what: "secrets made outside kept",
      inputs: () => ({ bindings: [{ name: "A", type: "plain_text", text: "b" }], keepBindings: ["secret_text"] }),
    },
  ],
  fixed: { accountId: "it is where the Worker is", scriptName: "a Worker is known by its name" },
  untold: ["accountId", "content", "bindings"],
  twin: ({ slug }) => ({ scriptName: `${slug}-clone`, content: code, mainModule: "worker.js" }),
  listedBy: [
    "cloudflare/client/v4/accounts/*/workers/scripts",
    "cloudflare/client/v4/accounts/*/workers/scripts/*/settings",
  ],
};

const workersScriptSubdomain: Scenario = {
  parts: ({ slug, ref }) => [
    part("api", "cloudflare:index/workersScript:WorkersScript", {
      scriptName: `${slug}-api`,
      content: code,
      mainModule: "worker.js",
    }),
    part("address", "cloudflare:index/workersScriptSubdomain:WorkersScriptSubdomain", {
      scriptName: ref("api"),
      enabled: true,
      previewsEnabled: true,
    }),
  ],
  edits: [
    changed(
      "address.enabled",
      "switched off",
      (hand) => hand.post(`${script(hand)}/subdomain`, { enabled: false, previews_enabled: true }),
      { alone: true },
    ),
    changed(
      "address.previewsEnabled",
      "previews switched off",
      (hand) => hand.post(`${script(hand)}/subdomain`, { enabled: true, previews_enabled: false }),
      { alone: true },
    ),
    {
      kind: "changed",
      what: "its Worker deleted",
      by: (hand) => hand.delete(script(hand)),
      finds: ["missing api", "missing address"],
      alone: true,
    },
  ],
  spellings: [],
  fixed: { accountId: "it is where the Worker is", scriptName: "it is what the address is of" },
  untold: ["accountId"],
  listedBy: ["cloudflare/client/v4/accounts/*/workers/workers"],
};

const zone: Scenario = {
  parts: ({ slug }) => [
    part("zone", "cloudflare:index/zone:Zone", { name: `${slug}.example`, type: "full", paused: false }),
  ],
  edits: [
    changed("zone.paused", "paused", ({ id, patch }) => patch(`/zones/${id()}`, { paused: true })),
    noise("a record added", ({ id, post }) =>
      post(`/zones/${id()}/dns_records`, { name: "else", type: "A", content: "192.0.2.9", ttl: 1 }),
    ),
  ],
  spellings: [],
  fixed: {
    account: "it is where the zone is",
    name: "it is what the zone is of",
    type: "a zone keeps its kind",
  },
  untold: ["account"],
  twin: ({ slug }) => ({ name: `${slug}-clone.example` }),
  listedBy: ["cloudflare/client/v4/zones"],
};

const address: Scenario = {
  parts: ({ slug, ref }) => [
    part("zone", "cloudflare:index/zone:Zone", { name: `${slug}.example` }),
    part("www", "cloudflare:index/dnsRecord:DnsRecord", {
      zoneId: ref("zone"),
      name: `www.${slug}.example`,
      type: "A",
      content: "192.0.2.1",
      ttl: 300,
      proxied: false,
    }),
  ],
  edits: [
    changed("www.content", "another address", (hand) => hand.patch(record(hand), { content: "192.0.2.2" })),
    changed("www.name", "renamed", (hand) => hand.patch(record(hand), { name: `blog.${hand.copy.slug}.example` })),
    changed("www.ttl", "another ttl", (hand) => hand.patch(record(hand), { ttl: 600 })),
    {
      ...changed("www.proxied", "put behind the proxy", (hand) => hand.patch(record(hand), { proxied: true })),
      alone: true,
    },
    noise("another record beside", ({ id, post }) =>
      post(`/zones/${id("zone")}/dns_records`, { name: "else", type: "A", content: "192.0.2.9", ttl: 1 }),
    ),
  ],
  spellings: [
    { what: "a proxied record's ttl", inputs: () => ({ proxied: true }) },
    { what: "capitals and a final dot", inputs: ({ slug }) => ({ name: `WWW.${slug}.example.` }) },
    { what: "a CNAME's final dot", inputs: () => ({ type: "CNAME", content: "Shop.example." }) },
    { what: "a TXT in quotes", inputs: () => ({ type: "TXT", content: '"v=spf1 -all"' }) },
  ],
  fixed: { zoneId: "it is what the record is of", type: "a record keeps its kind" },
  twin: ({ slug, ref }) => ({
    zoneId: ref("zone"),
    name: `clone.${slug}.example`,
    type: "A",
    content: "192.0.2.9",
    ttl: 1,
  }),
  listedBy: ["cloudflare/client/v4/zones", "cloudflare/client/v4/zones/*/dns_records"],
};

const mail: Scenario = {
  ...address,
  parts: ({ slug, ref }) => [
    part("zone", "cloudflare:index/zone:Zone", { name: `${slug}.example` }),
    part("mx", "cloudflare:index/dnsRecord:DnsRecord", {
      zoneId: ref("zone"),
      name: `${slug}.example`,
      type: "MX",
      content: "mx.shop.example",
      ttl: 1,
      priority: 10,
    }),
  ],
  edits: [changed("mx.priority", "another priority", (hand) => hand.patch(record(hand), { priority: 20 }))],
  spellings: [{ what: "a host's final dot", inputs: () => ({ content: "mx.shop.example." }) }],
  needs: ["priority"],
};

function account({ api }: Hand): string {
  return `/accounts/${api.variables["CLOUDFLARE_ACCOUNT_ID"]}`;
}

function script(hand: Hand): string {
  return `${account(hand)}/workers/scripts/${hand.copy.slug}-api`;
}

function settings(hand: Hand, change: object): Promise<void> {
  const form = new FormData();
  form.set("settings", JSON.stringify(change));
  return hand.patch(`${script(hand)}/settings`, form);
}

/** The id of a record is `<zone>/<record>`. */
function record({ id }: Hand): string {
  const [zoneId = "", recordId = ""] = id().split("/");
  return `/zones/${zoneId}/dns_records/${recordId}`;
}

export const cloudflareScenarios: readonly Scenario[] = [
  workersKvNamespace,
  workersScript,
  workersScriptSubdomain,
  zone,
  address,
  mail,
];
