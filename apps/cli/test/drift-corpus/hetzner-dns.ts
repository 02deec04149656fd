import { changed, noise, part, reordered, type Scenario } from "./scenario.ts";

const zone: Scenario = {
  parts: ({ slug }) => [
    part("zone", "hcloud:index/zone:Zone", {
      name: `${slug}.example`,
      mode: "primary",
      ttl: 7200,
      labels: { team: "store" },
      deleteProtection: false,
    }),
  ],
  edits: [
    changed("zone.ttl", "another ttl", ({ id, post }) => post(`/zones/${id()}/actions/change_ttl`, { ttl: 600 })),
    changed("zone.labels", "all labels taken off", ({ id, put }) => put(`/zones/${id()}`, { labels: {} })),
    changed("zone.deleteProtection", "protected", ({ id, post }) =>
      post(`/zones/${id()}/actions/change_protection`, { delete: true }),
    ),
    noise("a record added", ({ id, post }) =>
      post(`/zones/${id()}/rrsets`, { name: "else", type: "A", records: [{ value: "192.0.2.9" }] }),
    ),
  ],
  spellings: [],
  fixed: { name: "it is what the zone is of", mode: "only primary zones are described" },
  twin: ({ slug }) => ({ name: `${slug}-clone.example`, mode: "primary" }),
  listedBy: ["hetzner/v1/zones"],
};

const zoneRrset: Scenario = {
  parts: ({ slug, ref }) => [
    part("zone", "hcloud:index/zone:Zone", { name: `${slug}.example`, mode: "primary" }),
    part("www", "hcloud:index/zoneRrset:ZoneRrset", {
      zone: ref("zone", "name"),
      name: "www",
      type: "A",
      records: [{ value: "192.0.2.1" }, { value: "192.0.2.2", comment: "second" }],
      ttl: 600,
      labels: { team: "store" },
      changeProtection: false,
    }),
  ],
  edits: [
    changed("www.records", "another address", ({ post, copy }) =>
      post(`${setOf(copy.slug)}/actions/set_records`, {
        records: [{ value: "192.0.2.3" }, { value: "192.0.2.2", comment: "second" }],
      }),
    ),
    changed("www.records", "a comment taken off", ({ post, copy }) =>
      post(`${setOf(copy.slug)}/actions/set_records`, { records: [{ value: "192.0.2.1" }, { value: "192.0.2.2" }] }),
    ),
    changed("www.ttl", "another ttl", ({ post, copy }) => post(`${setOf(copy.slug)}/actions/change_ttl`, { ttl: 300 })),
    changed("www.ttl", "its own ttl taken away", ({ post, copy }) =>
      post(`${setOf(copy.slug)}/actions/change_ttl`, { ttl: null }),
    ),
    changed("www.labels", "all labels taken off", ({ put, copy }) => put(setOf(copy.slug), { labels: {} })),
    changed(
      "www.changeProtection",
      "protected",
      ({ post, copy }) => post(`${setOf(copy.slug)}/actions/change_protection`, { change: true }),
      { alone: true },
    ),
    reordered("records in another order", ({ post, copy }) =>
      post(`${setOf(copy.slug)}/actions/set_records`, {
        records: [{ value: "192.0.2.2", comment: "second" }, { value: "192.0.2.1" }],
      }),
    ),
  ],
  spellings: [
    { what: "an empty comment", inputs: () => ({ records: [{ value: "192.0.2.1", comment: "" }] }) },
    { what: "the zone by its id", inputs: ({ ref }) => ({ zone: ref("zone") }) },
  ],
  fixed: {
    zone: "it is what the set is of",
    name: "a set is known by its name",
    type: "a set is known by its type",
  },
  twin: ({ slug }) => ({ zone: `${slug}.example`, name: "clone", type: "A", records: [{ value: "192.0.2.9" }] }),
  listedBy: ["hetzner/v1/zones/*/rrsets"],
};

function setOf(slug: string): string {
  return `/zones/${slug}.example/rrsets/www/A`;
}

export const hetznerDns: readonly Scenario[] = [zone, zoneRrset];
