import type { Inputs } from "@cloudmake/model";
import { publicKeyOf } from "./public-key.ts";
import { changed, type Copy, noise, type Part, part, reordered, type Scenario } from "./scenario.ts";

const box = { image: "debian-12-x64", size: "s-1vcpu-1gb", region: "ams3" };
const disk = { region: "ams3", size: 10 };

function machine({ slug }: Copy, name = "box"): Part {
  return part(name, "digitalocean:index/droplet:Droplet", { ...box, name: `${slug}-${name}` });
}

const droplet: Scenario = {
  parts: ({ slug, number, ref }) => [
    part("key", "digitalocean:index/sshKey:SshKey", { name: `${slug}-key`, publicKey: publicKeyOf(number) }),
    part("net", "digitalocean:index/vpc:Vpc", { name: `${slug}-net`, region: "ams3", ipRange: rangeOf(number) }),
    part("box", "digitalocean:index/droplet:Droplet", {
      ...box,
      name: `${slug}-box`,
      sshKeys: [ref("key")],
      userData: { $secret: "FIRST" },
      tags: ["web", "blue"],
      monitoring: true,
      ipv6: false,
      backups: true,
      dropletAgent: true,
      vpcUuid: ref("net"),
      resizeDisk: false,
    }),
  ],
  edits: [
    changed("box.name", "renamed", ({ id, post, copy }) =>
      post(`/v2/droplets/${id()}/actions`, { type: "rename", name: `${copy.slug}-other` }),
    ),
    changed("box.size", "resized", async ({ id, post }) => {
      await post(`/v2/droplets/${id()}/actions`, { type: "power_off" });
      await post(`/v2/droplets/${id()}/actions`, { type: "resize", size: "s-2vcpu-2gb", disk: false });
    }),
    changed("box.image", "rebuilt from another image", ({ id, post }) =>
      post(`/v2/droplets/${id()}/actions`, { type: "rebuild", image: "ubuntu-24-04-x64" }),
    ),
    changed("box.tags", "a tag taken off", ({ id, delete: remove }) =>
      remove("/v2/tags/web/resources", { resources: [{ resource_id: id(), resource_type: "droplet" }] }),
    ),
    changed("box.tags", "a tag put on", async ({ id, post }) => {
      await post("/v2/tags", { name: "green" });
      await post("/v2/tags/green/resources", { resources: [{ resource_id: id(), resource_type: "droplet" }] });
    }),
    changed("box.backups", "backups switched off", ({ id, post }) =>
      post(`/v2/droplets/${id()}/actions`, { type: "disable_backups" }),
    ),
    changed("box.ipv6", "IPv6 switched on", ({ id, post }) =>
      post(`/v2/droplets/${id()}/actions`, { type: "enable_ipv6" }),
    ),
    {
      ...noise("switched off", ({ id, post }) => post(`/v2/droplets/${id()}/actions`, { type: "power_off" })),
      alone: true,
    },
    noise("a snapshot taken", ({ id, post }) => post(`/v2/droplets/${id()}/actions`, { type: "snapshot" })),
  ],
  spellings: [{ what: "no tags", inputs: () => ({ tags: [] }) }],
  fixed: {
    region: "a droplet does not move",
    monitoring: "an agent in the machine, fixed when it is made",
    vpcUuid: "a droplet keeps its network",
  },
  twin: ({ slug }) => ({ ...box, name: `${slug}-clone` }),
  listedBy: ["digitalocean/v2/droplets"],
};

const volume: Scenario = {
  parts: (copy) => [
    machine(copy),
    part("disk", "digitalocean:index/volume:Volume", {
      ...disk,
      name: `${copy.slug}-disk`,
      description: "data",
      initialFilesystemType: "ext4",
      initialFilesystemLabel: "data",
      tags: ["data", "blue"],
    }),
  ],
  edits: [
    changed("disk.size", "grown", ({ id, post }) =>
      post(`/v2/volumes/${id()}/actions`, { type: "resize", size_gigabytes: 20, region: "ams3" }),
    ),
    changed("disk.tags", "a tag taken off", ({ id, delete: remove }) =>
      remove("/v2/tags/data/resources", { resources: [{ resource_id: id(), resource_type: "volume" }] }),
    ),
    noise("attached", ({ id, post }) =>
      post(`/v2/volumes/${id()}/actions`, { type: "attach", droplet_id: Number(id("box")), region: "ams3" }),
    ),
  ],
  spellings: [
    { what: "a size as text, an empty description", inputs: () => ({ size: "10", description: "" }) },
    { what: "no file system", inputs: () => ({ initialFilesystemType: undefined, initialFilesystemLabel: undefined }) },
  ],
  fixed: {
    name: "a volume keeps its name",
    region: "a volume does not move",
    description: "a volume keeps its description",
    initialFilesystemType: "only its making formats a volume",
    initialFilesystemLabel: "only its making formats a volume",
  },
  twin: ({ slug }) => ({ ...disk, name: `${slug}-clone` }),
  listedBy: ["digitalocean/v2/volumes"],
};

const volumeAttachment: Scenario = {
  parts: (copy) => [
    machine(copy),
    machine(copy, "spare"),
    part("disk", "digitalocean:index/volume:Volume", { ...disk, name: `${copy.slug}-disk` }),
    part("link", "digitalocean:index/volumeAttachment:VolumeAttachment", {
      dropletId: copy.ref("box"),
      volumeId: copy.ref("disk"),
    }),
  ],
  edits: [
    {
      kind: "changed",
      what: "attached to another droplet",
      by: async ({ id, post }) => {
        const actions = `/v2/volumes/${id("disk")}/actions`;
        await post(actions, { type: "detach", droplet_id: Number(id("box")), region: "ams3" });
        await post(actions, { type: "attach", droplet_id: Number(id("spare")), region: "ams3" });
      },
      finds: ["missing link"],
    },
  ],
  spellings: [],
  fixed: { dropletId: "an attachment is known by both its ends", volumeId: "an attachment is known by both its ends" },
  listedBy: ["digitalocean/v2/volumes"],
};

const sshKey: Scenario = {
  parts: ({ slug, number }) => [
    part("key", "digitalocean:index/sshKey:SshKey", { name: `${slug}-key`, publicKey: publicKeyOf(number) }),
  ],
  edits: [noise("renamed", ({ id, put, copy }) => put(`/v2/account/keys/${id()}`, { name: `${copy.slug}-other` }))],
  spellings: [
    { what: "another comment", inputs: ({ number }) => ({ publicKey: `${publicKeyOf(number)} somebody@laptop` }) },
  ],
  fixed: {},
  listedBy: ["digitalocean/v2/account/keys"],
};

const rules: Inputs = {
  inboundRules: [
    { protocol: "tcp", portRange: "22", sourceAddresses: ["10.0.0.0/8", "192.168.0.0/16"] },
    { protocol: "icmp", sourceAddresses: ["0.0.0.0/0"] },
  ],
  outboundRules: [
    { protocol: "tcp", portRange: "1-65535", destinationAddresses: ["0.0.0.0/0", "::/0"] },
    { protocol: "udp", portRange: "53", destinationAddresses: ["1.1.1.1"] },
  ],
};

const firewall: Scenario = {
  parts: (copy) => [
    machine(copy),
    machine(copy, "spare"),
    part("wall", "digitalocean:index/firewall:Firewall", {
      ...rules,
      name: `${copy.slug}-wall`,
      dropletIds: [copy.ref("box"), copy.ref("spare")],
      tags: ["web", "blue"],
    }),
  ],
  edits: [
    changed("wall.inboundRules", "opened to the world", ({ id, post }) =>
      post(`/v2/firewalls/${id()}/rules`, {
        inbound_rules: [{ protocol: "tcp", ports: "80", sources: { addresses: ["0.0.0.0/0"] } }],
      }),
    ),
    changed("wall.outboundRules", "a way out shut", ({ id, delete: remove }) =>
      remove(`/v2/firewalls/${id()}/rules`, {
        outbound_rules: [{ protocol: "udp", ports: "53", destinations: { addresses: ["1.1.1.1"] } }],
      }),
    ),
    changed("wall.dropletIds", "taken off a droplet", ({ id, delete: remove }) =>
      remove(`/v2/firewalls/${id()}/droplets`, { droplet_ids: [Number(id("box"))] }),
    ),
    changed("wall.tags", "taken off a tag", ({ id, delete: remove }) =>
      remove(`/v2/firewalls/${id()}/tags`, { tags: ["web"] }),
    ),
    {
      ...changed("wall.name", "renamed", (hand) =>
        rewritten(hand.id, hand.put, `${hand.copy.slug}-other`, (list) => list),
      ),
      alone: true,
    },
    reordered("rules and their addresses in another order", (hand) =>
      rewritten(hand.id, hand.put, `${hand.copy.slug}-wall`, (list) => list.toReversed()),
    ),
  ],
  spellings: [
    ...["all", "0", "1-65535"].map((portRange) => ({
      what: `every port as ${portRange}`,
      inputs: () => ({
        inboundRules: [{ protocol: "tcp", portRange, sourceAddresses: ["0.0.0.0/0"] }],
        outboundRules: [{ protocol: "udp", portRange: "all", destinationAddresses: ["0.0.0.0/0"] }],
      }),
    })),
    {
      what: "lists of nobody, ports as numbers",
      inputs: () => ({
        inboundRules: [{ protocol: "tcp", portRange: 22, sourceAddresses: ["0.0.0.0/0"], sourceTags: [] }],
      }),
    },
  ],
  needs: ["inboundRules"],
  fixed: {},
  listedBy: ["digitalocean/v2/firewalls"],
};

/** The whole firewall is written anew, as the vendor's console does. */
function rewritten(
  id: (part?: string) => string,
  put: (path: string, body: unknown) => Promise<void>,
  name: string,
  order: (list: readonly unknown[]) => readonly unknown[],
): Promise<void> {
  return put(`/v2/firewalls/${id()}`, {
    name,
    droplet_ids: order([Number(id("box")), Number(id("spare"))]),
    tags: order(["web", "blue"]),
    inbound_rules: order([
      { protocol: "tcp", ports: "22", sources: { addresses: order(["10.0.0.0/8", "192.168.0.0/16"]) } },
      { protocol: "icmp", sources: { addresses: ["0.0.0.0/0"] } },
    ]),
    outbound_rules: order([
      { protocol: "tcp", ports: "0", destinations: { addresses: order(["0.0.0.0/0", "::/0"]) } },
      { protocol: "udp", ports: "53", destinations: { addresses: ["1.1.1.1"] } },
    ]),
  });
}

/** Networks of one account do not overlap. */
export function rangeOf(number: number): string {
  return `10.${number >> 4}.${(number % 16) * 16}.0/20`;
}

export const digitaloceanMachines: readonly Scenario[] = [droplet, volume, volumeAttachment, sshKey, firewall];
