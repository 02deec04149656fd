import type { Inputs } from "@cloudmake/model";
import { rangeOf } from "./digitalocean-machines.ts";
import { changed, type Edit, noise, part, type Scenario, type Spelling } from "./scenario.ts";

const vpc: Scenario = {
  parts: ({ slug, number }) => [
    part("net", "digitalocean:index/vpc:Vpc", {
      name: `${slug}-net`,
      region: "ams3",
      ipRange: rangeOf(number),
      description: "the shop's",
    }),
  ],
  edits: [
    changed("net.name", "renamed", ({ id, patch, copy }) => patch(`/v2/vpcs/${id()}`, { name: `${copy.slug}-other` })),
    changed("net.description", "another description", ({ id, patch }) =>
      patch(`/v2/vpcs/${id()}`, { description: "somebody else's" }),
    ),
    noise("made the default of its region", ({ id, patch }) => patch(`/v2/vpcs/${id()}`, { default: true })),
  ],
  spellings: [],
  fixed: { region: "a network does not move", ipRange: "a network keeps its range" },
  twin: ({ slug, number }) => ({ name: `${slug}-clone`, region: "ams3", ipRange: rangeOf(number + 1_000) }),
  listedBy: ["digitalocean/v2/vpcs"],
};

const domain: Scenario = {
  parts: ({ slug }) => [
    part("zone", "digitalocean:index/domain:Domain", { name: `${slug}.example`, ipAddress: "192.0.2.1" }),
  ],
  edits: [
    noise("a record added", ({ id, post }) =>
      post(`/v2/domains/${id()}/records`, { type: "A", name: "else", data: "192.0.2.9" }),
    ),
  ],
  spellings: [],
  fixed: { name: "it is what the domain is" },
  listedBy: ["digitalocean/v2/domains"],
};

/** A record of one kind, with the settings that kind has. */
function record(inputs: Inputs, edits: readonly Edit[], spellings: readonly Spelling[]): Scenario {
  return {
    parts: ({ slug }) => [
      part("zone", "digitalocean:index/domain:Domain", { name: `${slug}.example` }),
      part("entry", "digitalocean:index/dnsRecord:DnsRecord", { domain: `${slug}.example`, ...inputs }),
    ],
    edits: [
      ...edits,
      changed("entry.name", "renamed", ({ id, patch }) => patch(pathOf(id()), { name: "else" })),
      changed("entry.ttl", "another ttl", ({ id, patch }) => patch(pathOf(id()), { ttl: 1_800 })),
    ],
    spellings,
    needs: Object.keys(inputs).filter((field) => field !== "ttl"),
    fixed: { domain: "it is what the record is of", type: "a record keeps its kind" },
    listedBy: ["digitalocean/v2/domains/*/records"],
  };
}

const mail = record(
  { type: "MX", name: "@", value: "mx.shop.example.", priority: 10, ttl: 600 },
  [
    changed("entry.value", "another host", ({ id, patch }) => patch(pathOf(id()), { data: "mx2.shop.example." })),
    changed("entry.priority", "another priority", ({ id, patch }) => patch(pathOf(id()), { priority: 20 })),
  ],
  [{ what: "a host without its final dot", inputs: () => ({ value: "mx.shop.example" }) }],
);

const service = record(
  { type: "SRV", name: "_sip._tcp", value: "sip.shop.example.", priority: 10, port: 5060, weight: 5, ttl: 600 },
  [
    changed("entry.port", "another port", ({ id, patch }) => patch(pathOf(id()), { port: 5061 })),
    changed("entry.weight", "another weight", ({ id, patch }) => patch(pathOf(id()), { weight: 6 })),
  ],
  [],
);

const authority = record(
  { type: "CAA", name: "@", value: "letsencrypt.org.", flags: 0, tag: "issue", ttl: 600 },
  [
    changed("entry.flags", "another flag", ({ id, patch }) => patch(pathOf(id()), { flags: 128 })),
    changed("entry.tag", "another tag", ({ id, patch }) => patch(pathOf(id()), { tag: "issuewild" })),
  ],
  [],
);

function pathOf(id: string): string {
  const [zone = "", entry = ""] = id.split("/");
  return `/v2/domains/${zone}/records/${entry}`;
}

export const digitaloceanNetworks: readonly Scenario[] = [vpc, domain, mail, service, authority];
