import type { Value } from "@cloudmake/model";
import { changed, noise, part, reordered, type Scenario } from "./scenario.ts";

const rules: Value = [
  {
    direction: "in",
    protocol: "tcp",
    port: "22",
    sourceIps: ["10.0.0.0/8", "192.168.0.0/16"],
    description: "ssh",
  },
  { direction: "out", protocol: "icmp", destinationIps: ["0.0.0.0/0", "::/0"] },
];
const ssh = { direction: "in", protocol: "tcp", port: "22", source_ips: ["10.0.0.0/8", "192.168.0.0/16"] };
const ping = { direction: "out", protocol: "icmp", destination_ips: ["0.0.0.0/0", "::/0"] };

const firewall: Scenario = {
  parts: ({ slug }) => [
    part("wall", "hcloud:index/firewall:Firewall", { name: `${slug}-wall`, rules, labels: { team: "store" } }),
  ],
  edits: [
    changed("wall.name", "renamed", ({ id, put, copy }) => put(`/firewalls/${id()}`, { name: `${copy.slug}-other` })),
    changed("wall.labels", "a label added", ({ id, put }) =>
      put(`/firewalls/${id()}`, { labels: { team: "store", more: "one" } }),
    ),
    changed("wall.rules", "opened to the world", ({ id, post }) =>
      post(`/firewalls/${id()}/actions/set_rules`, {
        rules: [{ ...ssh, source_ips: ["0.0.0.0/0"], description: "ssh" }, ping],
      }),
    ),
    changed("wall.rules", "a rule taken out", ({ id, post }) =>
      post(`/firewalls/${id()}/actions/set_rules`, { rules: [ping] }),
    ),
    changed("wall.rules", "a description taken off", ({ id, post }) =>
      post(`/firewalls/${id()}/actions/set_rules`, { rules: [ssh, ping] }),
    ),
    reordered("rules and addresses in another order", ({ id, post }) =>
      post(`/firewalls/${id()}/actions/set_rules`, {
        rules: [
          { ...ping, destination_ips: ping.destination_ips.toReversed() },
          { ...ssh, source_ips: ssh.source_ips.toReversed(), description: "ssh" },
        ],
      }),
    ),
  ],
  spellings: [
    { what: "no rules", inputs: () => ({ rules: [] }) },
    {
      what: "any port",
      inputs: () => ({ rules: [{ direction: "in", protocol: "tcp", port: "any", sourceIps: ["0.0.0.0/0"] }] }),
    },
    {
      what: "an empty side and an empty description",
      inputs: () => ({
        rules: [
          {
            direction: "in",
            protocol: "udp",
            port: 53,
            sourceIps: ["10.0.0.0/8"],
            destinationIps: [],
            description: "",
          },
        ],
      }),
    },
  ],
  fixed: {},
  twin: ({ slug }) => ({ name: `${slug}-clone` }),
  listedBy: ["hetzner/v1/firewalls"],
};

const network: Scenario = {
  parts: ({ slug }) => [
    part("net", "hcloud:index/network:Network", {
      name: `${slug}-net`,
      ipRange: "10.0.0.0/16",
      labels: { team: "store" },
      exposeRoutesToVswitch: false,
      deleteProtection: false,
    }),
  ],
  edits: [
    changed("net.name", "renamed", ({ id, put, copy }) => put(`/networks/${id()}`, { name: `${copy.slug}-other` })),
    changed("net.ipRange", "widened", ({ id, post }) =>
      post(`/networks/${id()}/actions/change_ip_range`, { ip_range: "10.0.0.0/12" }),
    ),
    changed("net.labels", "all labels taken off", ({ id, put }) => put(`/networks/${id()}`, { labels: {} })),
    changed("net.exposeRoutesToVswitch", "routes exposed", ({ id, put }) =>
      put(`/networks/${id()}`, { expose_routes_to_vswitch: true }),
    ),
    changed("net.deleteProtection", "protected", ({ id, post }) =>
      post(`/networks/${id()}/actions/change_protection`, { delete: true }),
    ),
    noise("a route added", ({ id, post }) =>
      post(`/networks/${id()}/actions/add_route`, { destination: "10.100.1.0/24", gateway: "10.0.1.1" }),
    ),
  ],
  spellings: [],
  fixed: {},
  twin: ({ slug }) => ({ name: `${slug}-clone`, ipRange: "10.0.0.0/16" }),
  listedBy: ["hetzner/v1/networks"],
};

const networkSubnet: Scenario = {
  parts: ({ slug, ref }) => [
    part("net", "hcloud:index/network:Network", { name: `${slug}-net`, ipRange: "10.0.0.0/16" }),
    part("subnet", "hcloud:index/networkSubnet:NetworkSubnet", {
      networkId: ref("net"),
      type: "cloud",
      networkZone: "eu-central",
      ipRange: "10.0.1.0/24",
    }),
  ],
  edits: [
    {
      kind: "changed",
      what: "its network deleted",
      by: ({ id, delete: remove }) => remove(`/networks/${id("net")}`),
      finds: ["missing net", "missing subnet"],
      alone: true,
    },
  ],
  spellings: [],
  fixed: {
    networkId: "it is what the subnet is of",
    type: "a subnet only comes and goes",
    networkZone: "a subnet only comes and goes",
    ipRange: "a subnet only comes and goes",
    vswitchId: "a subnet only comes and goes",
  },
  listedBy: ["hetzner/v1/networks"],
};

const placementGroup: Scenario = {
  parts: ({ slug }) => [
    part("group", "hcloud:index/placementGroup:PlacementGroup", {
      name: `${slug}-group`,
      type: "spread",
      labels: { team: "store" },
    }),
  ],
  edits: [
    changed("group.name", "renamed", ({ id, put, copy }) =>
      put(`/placement_groups/${id()}`, { name: `${copy.slug}-other` }),
    ),
    changed("group.labels", "a label changed", ({ id, put }) =>
      put(`/placement_groups/${id()}`, { labels: { team: "else" } }),
    ),
  ],
  spellings: [],
  fixed: { type: "there is only one" },
  twin: ({ slug }) => ({ name: `${slug}-clone`, type: "spread" }),
  listedBy: ["hetzner/v1/placement_groups"],
};

export const hetznerNetworks: readonly Scenario[] = [firewall, network, networkSubnet, placementGroup];
