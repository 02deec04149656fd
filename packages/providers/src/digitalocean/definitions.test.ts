import type { Value } from "@cloudmake/model";
import { testResource, type ResourceSample } from "@cloudmake/testing";
import { afterAll, beforeAll, describe } from "vitest";
import { type MachineCloud, openMachineCloud } from "../../test/open-machine-cloud.ts";
import type { CloudApi } from "../http/cloud-api.ts";
import { digitalocean } from "./digitalocean.ts";
import { dnsRecord } from "./dns-record.ts";
import { domain } from "./domain.ts";
import { droplet } from "./droplet.ts";
import { firewall } from "./firewall.ts";
import { sshKey } from "./ssh-key.ts";
import { volume } from "./volume.ts";
import { volumeAttachment } from "./volume-attachment.ts";
import { vpc } from "./vpc.ts";

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcbSg4O1nS7vZ8Jq0yYhXKbVtO2n2Yg1cRq5mT3p8aB ada@laptop";
const box = { name: "shop-prod-box-a1b2c3", image: "debian-12-x64", size: "s-1vcpu-1gb", region: "ams3" };
const disk = { name: "shop-prod-data-a1b2c3", region: "ams3", size: 10 };

const samples: readonly ResourceSample<CloudApi>[] = [
  {
    definition: droplet,
    inputs: async ({ make }) => {
      const key = await make(sshKey, { name: "shop-prod-key-a1b2c3", publicKey });
      return { ...box, sshKeys: [key.id], userData: "#cloud-config\n", tags: ["web"], monitoring: true };
    },
    updates: [
      { name: "shop-prod-box-renamed" },
      { tags: ["web", "blue"] },
      { tags: undefined },
      { backups: true },
      { backups: false },
      { ipv6: true },
      { size: "s-2vcpu-2gb", resizeDisk: false },
    ],
  },
  {
    definition: firewall,
    inputs: async ({ make }) => {
      const { id } = await make(droplet, box);
      const inboundRules: Value = [
        { protocol: "tcp", portRange: "22", sourceAddresses: ["0.0.0.0/0", "::/0"] },
        { protocol: "icmp", sourceAddresses: ["0.0.0.0/0"] },
      ];
      const outboundRules = [{ protocol: "tcp", portRange: "1-65535", destinationAddresses: ["0.0.0.0/0"] }];
      return { name: "shop-prod-wall-a1b2c3", dropletIds: [id], inboundRules, outboundRules };
    },
    updates: [
      { name: "shop-prod-wall-renamed" },
      { inboundRules: [{ protocol: "udp", portRange: "53", sourceAddresses: ["10.0.0.0/8"] }] },
      { outboundRules: [] },
      { dropletIds: [] },
    ],
  },
  { definition: sshKey, inputs: async () => ({ name: "shop-prod-key-a1b2c3", publicKey }), updates: [{ name: "ada" }] },
  {
    definition: volume,
    inputs: async () => ({ ...disk, description: "data", initialFilesystemType: "ext4", tags: ["data"] }),
    updates: [{ size: 20 }, { tags: ["data", "blue"] }, { tags: undefined }],
  },
  {
    definition: volumeAttachment,
    inputs: async ({ make }) => {
      const machine = await make(droplet, box);
      const storage = await make(volume, disk);
      return { dropletId: machine.id, volumeId: storage.id };
    },
    updates: [],
  },
  {
    definition: vpc,
    inputs: async ({ make }) => {
      await make(vpc, { name: "shop-prod-first-a1b2c3", region: "ams3" }); // becomes the region's default
      return { name: "shop-prod-net-a1b2c3", region: "ams3", ipRange: "10.20.0.0/16", description: "shop" };
    },
    updates: [{ name: "shop-prod-net-renamed" }, { description: "the shop's" }],
  },
  { definition: domain, inputs: async () => ({ name: "shop.example" }), updates: [] },
  {
    definition: dnsRecord,
    inputs: async ({ make }) => {
      await make(domain, { name: "records.example" });
      return {
        domain: "records.example",
        type: "MX",
        name: "@",
        value: "mail.records.example.",
        priority: 10,
        ttl: 600,
      };
    },
    updates: [{ value: "mx.records.example" }, { ttl: 1800 }, { priority: 20 }, { name: "sub" }],
  },
];

describe("DigitalOcean", () => {
  let cloud: MachineCloud;
  beforeAll(async () => {
    cloud = await openMachineCloud(digitalocean);
  });
  afterAll(() => cloud.close());

  for (const sample of samples)
    testResource(
      () => cloud.api,
      sample,
      () => cloud.stops(),
    );
});
