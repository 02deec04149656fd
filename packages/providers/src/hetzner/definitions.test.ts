import { testResource, type ResourceSample } from "@cloudmake/testing";
import { afterAll, beforeAll, describe } from "vitest";
import { type MachineCloud, openMachineCloud } from "../../test/open-machine-cloud.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { firewall } from "./firewall.ts";
import { hetzner } from "./hetzner.ts";
import { network } from "./network.ts";
import { networkSubnet } from "./network-subnet.ts";
import { placementGroup } from "./placement-group.ts";
import { server } from "./server.ts";
import { sshKey } from "./ssh-key.ts";
import { volume } from "./volume.ts";
import { volumeAttachment } from "./volume-attachment.ts";
import { zone } from "./zone.ts";
import { zoneRrset } from "./zone-rrset.ts";

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcbSg4O1nS7vZ8Jq0yYhXKbVtO2n2Yg1cRq5mT3p8aB ada@laptop";
const box = { name: "shop-prod-box-a1b2c3", serverType: "cx22", image: "debian-12", location: "fsn1" };
const net = { name: "shop-prod-net-a1b2c3", ipRange: "10.0.0.0/16" };
const subnet = { type: "cloud", networkZone: "eu-central", ipRange: "10.0.1.0/24" };

const samples: readonly ResourceSample<CloudApi>[] = [
  {
    definition: server,
    inputs: async ({ make }) => {
      const key = await make(sshKey, { name: "shop-prod-key-a1b2c3", publicKey });
      const wall = await make(firewall, { name: "shop-prod-wall-a1b2c3" });
      return {
        ...box,
        sshKeys: [key.id],
        firewallIds: [wall.id],
        userData: "#cloud-config\n",
        labels: { team: "store" },
      };
    },
    updates: [
      { name: "shop-prod-box-renamed" },
      { labels: { team: "shop", tier: "web" } },
      { labels: undefined },
      { firewallIds: undefined },
      { backups: true },
      { backups: false },
      { deleteProtection: true, rebuildProtection: true },
      { deleteProtection: undefined, rebuildProtection: undefined },
      { serverType: "cx32", keepDisk: true },
    ],
  },
  {
    definition: server,
    inputs: async ({ make }) => {
      const { id } = await make(network, net);
      const { id: subnetId } = await make(networkSubnet, { ...subnet, networkId: id });
      const { id: placementGroupId } = await make(placementGroup, { name: "shop-prod-group-a1b2c3", type: "spread" });
      return {
        ...box,
        networks: [{ subnetId, ip: "10.0.1.7" }],
        placementGroupId,
        publicNets: [{ ipv4Enabled: false }],
      };
    },
    updates: [{ placementGroupId: undefined }, { networks: [] }],
  },
  {
    definition: firewall,
    inputs: async () => ({
      name: "shop-prod-wall-a1b2c3",
      labels: { team: "store" },
      rules: [{ direction: "in", protocol: "tcp", port: "22", sourceIps: ["0.0.0.0/0", "::/0"], description: "ssh" }],
    }),
    updates: [
      { name: "shop-prod-wall-renamed" },
      { rules: [{ direction: "out", protocol: "icmp", destinationIps: ["10.0.0.0/8"] }] },
      { rules: undefined },
      { labels: undefined },
    ],
  },
  { definition: sshKey, inputs: async () => ({ name: "shop-prod-key-a1b2c3", publicKey }), updates: [{ name: "ada" }] },
  {
    definition: volume,
    inputs: async () => ({ name: "shop-prod-data-a1b2c3", size: 10, location: "fsn1", format: "ext4" }),
    updates: [
      { name: "shop-prod-data-renamed" },
      { size: 20 },
      { labels: { kind: "data" } },
      { deleteProtection: true },
      { deleteProtection: undefined },
    ],
  },
  {
    definition: volumeAttachment,
    inputs: async ({ make }) => {
      const machine = await make(server, box);
      const disk = await make(volume, { name: "shop-prod-data-a1b2c3", size: 10, location: "fsn1" });
      return { serverId: machine.id, volumeId: disk.id, automount: false };
    },
    updates: [],
  },
  {
    definition: network,
    inputs: async () => ({ ...net, labels: { team: "store" } }),
    updates: [
      { name: "shop-prod-net-renamed" },
      { ipRange: "10.0.0.0/12" },
      { exposeRoutesToVswitch: true },
      { deleteProtection: true },
      { deleteProtection: false },
      { labels: { team: "shop" } },
    ],
  },
  {
    definition: networkSubnet,
    inputs: async ({ make }) => ({ ...subnet, networkId: (await make(network, net)).id }),
    updates: [],
  },
  {
    definition: placementGroup,
    inputs: async () => ({ name: "shop-prod-group-a1b2c3", type: "spread" }),
    updates: [{ name: "shop-prod-group-renamed" }, { labels: { team: "store" } }],
  },
  {
    definition: zone,
    inputs: async () => ({ name: "shop.example", mode: "primary", ttl: 7200 }),
    updates: [{ ttl: 600 }, { labels: { team: "store" } }, { deleteProtection: true }, { deleteProtection: false }],
  },
  {
    definition: zoneRrset,
    inputs: async ({ make }) => {
      const { outputs } = await make(zone, { name: "records.example", mode: "primary" });
      return { zone: outputs["name"] ?? "", name: "www", type: "A", records: [{ value: "192.0.2.1" }], ttl: 600 };
    },
    updates: [
      { records: [{ value: "192.0.2.2", comment: "new" }, { value: "192.0.2.3" }] },
      { ttl: 300 },
      { labels: { team: "store" } },
      { changeProtection: true },
      { records: [{ value: "192.0.2.4" }] },
      { changeProtection: undefined },
    ],
  },
];

describe("Hetzner", () => {
  let cloud: MachineCloud;
  beforeAll(async () => {
    cloud = await openMachineCloud(hetzner);
  });
  afterAll(() => cloud.close());

  for (const sample of samples)
    testResource(
      () => cloud.api,
      sample,
      () => cloud.stops(),
    );
});
