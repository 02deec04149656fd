import { type Copy, changed, noise, type Part, part, reordered, type Scenario } from "./scenario.ts";
import { publicKeyOf } from "./public-key.ts";

const box = { serverType: "cx22", image: "debian-12", location: "fsn1" };

function foundations({ slug, number, ref }: Copy): readonly Part[] {
  return [
    part("key", "hcloud:index/sshKey:SshKey", { name: `${slug}-key`, publicKey: publicKeyOf(number) }),
    part("wall", "hcloud:index/firewall:Firewall", { name: `${slug}-wall` }),
    part("moat", "hcloud:index/firewall:Firewall", { name: `${slug}-moat` }),
    part("net", "hcloud:index/network:Network", { name: `${slug}-net`, ipRange: "10.0.0.0/16" }),
    part("subnet", "hcloud:index/networkSubnet:NetworkSubnet", {
      networkId: ref("net"),
      type: "cloud",
      networkZone: "eu-central",
      ipRange: "10.0.1.0/24",
    }),
    part("group", "hcloud:index/placementGroup:PlacementGroup", { name: `${slug}-group`, type: "spread" }),
  ];
}

const server: Scenario = {
  parts: (copy) => [
    ...foundations(copy),
    part("box", "hcloud:index/server:Server", {
      ...box,
      name: `${copy.slug}-box`,
      sshKeys: [copy.ref("key")],
      userData: { $secret: "FIRST" },
      labels: { team: "store", tier: "web" },
      firewallIds: [copy.ref("wall"), copy.ref("moat")],
      networks: [{ subnetId: copy.ref("subnet"), ip: "10.0.1.7", aliasIps: ["10.0.1.8", "10.0.1.9"] }],
      publicNets: [{ ipv4Enabled: true, ipv6Enabled: true }],
      placementGroupId: copy.ref("group"),
      backups: true,
      keepDisk: true,
      deleteProtection: false,
      rebuildProtection: false,
    }),
  ],
  edits: [
    changed("box.name", "renamed", ({ id, put, copy }) => put(`/servers/${id()}`, { name: `${copy.slug}-other` })),
    changed("box.labels", "a label changed", ({ id, put }) =>
      put(`/servers/${id()}`, { labels: { team: "else", tier: "web" } }),
    ),
    changed("box.labels", "all labels taken off", ({ id, put }) => put(`/servers/${id()}`, { labels: {} })),
    changed("box.serverType", "resized", async ({ id, post }) => {
      const actions = `/servers/${id()}/actions`;
      await post(`${actions}/poweroff`);
      await post(`${actions}/change_type`, { server_type: "cx32", upgrade_disk: false });
      await post(`${actions}/poweron`);
    }),
    changed("box.image", "rebuilt from another image", ({ id, post }) =>
      post(`/servers/${id()}/actions/rebuild`, { image: "debian-13" }),
    ),
    changed("box.firewallIds", "a firewall taken off", ({ id, post }) =>
      post(`/firewalls/${id("wall")}/actions/remove_from_resources`, {
        remove_from: [{ type: "server", server: { id: Number(id()) } }],
      }),
    ),
    changed("box.networks", "another alias address", ({ id, post }) =>
      post(`/servers/${id()}/actions/change_alias_ips`, { network: Number(id("net")), alias_ips: ["10.0.1.8"] }),
    ),
    changed("box.networks", "taken out of its network", ({ id, post }) =>
      post(`/servers/${id()}/actions/detach_from_network`, { network: Number(id("net")) }),
    ),
    changed("box.placementGroupId", "taken out of its group", async ({ id, post }) => {
      await post(`/servers/${id()}/actions/poweroff`);
      await post(`/servers/${id()}/actions/remove_from_placement_group`);
    }),
    changed("box.backups", "backups switched off", ({ id, post }) => post(`/servers/${id()}/actions/disable_backup`)),
    changed(
      "box.deleteProtection, box.rebuildProtection",
      "protected",
      ({ id, post }) => post(`/servers/${id()}/actions/change_protection`, { delete: true, rebuild: true }),
      { alone: true },
    ),
    reordered("alias addresses in another order", ({ id, post }) =>
      post(`/servers/${id()}/actions/change_alias_ips`, {
        network: Number(id("net")),
        alias_ips: ["10.0.1.9", "10.0.1.8"],
      }),
    ),
    noise("switched off", ({ id, post }) => post(`/servers/${id()}/actions/poweroff`)),
    noise("another password", ({ id, post }) => post(`/servers/${id()}/actions/reset_password`)),
  ],
  spellings: [
    { what: "one address family left to Hetzner", inputs: () => ({ publicNets: [{ ipv4Enabled: true }] }) },
    {
      what: "an address in the network left to Hetzner",
      inputs: ({ ref }) => ({ networks: [{ networkId: ref("net") }] }),
    },
    { what: "no labels", inputs: () => ({ labels: {} }) },
  ],
  fixed: { location: "a server does not move", publicNets: "bound to addresses that are objects of their own" },
  twin: ({ slug }) => ({ ...box, name: `${slug}-clone` }),
  listedBy: ["hetzner/v1/servers"],
};

const volume: Scenario = {
  parts: ({ slug, ref }) => [
    part("box", "hcloud:index/server:Server", { ...box, name: `${slug}-box` }),
    part("disk", "hcloud:index/volume:Volume", {
      name: `${slug}-disk`,
      size: 10,
      location: "fsn1",
      serverId: ref("box"),
      format: "ext4",
      automount: false,
      labels: { team: "store" },
      deleteProtection: false,
    }),
  ],
  edits: [
    changed("disk.name", "renamed", ({ id, put, copy }) => put(`/volumes/${id()}`, { name: `${copy.slug}-other` })),
    changed("disk.size", "grown", ({ id, post }) => post(`/volumes/${id()}/actions/resize`, { size: 20 })),
    changed("disk.labels", "all labels taken off", ({ id, put }) => put(`/volumes/${id()}`, { labels: {} })),
    changed("disk.serverId", "detached", ({ id, post }) => post(`/volumes/${id()}/actions/detach`)),
    changed("disk.deleteProtection", "protected", ({ id, post }) =>
      post(`/volumes/${id()}/actions/change_protection`, { delete: true }),
    ),
  ],
  spellings: [{ what: "a size as text", inputs: () => ({ size: "10" }) }],
  fixed: { location: "a volume does not move", format: "only its making formats a volume" },
  needs: ["location"],
  twin: ({ slug }) => ({ name: `${slug}-clone`, size: 10, location: "fsn1" }),
  listedBy: ["hetzner/v1/volumes"],
};

const volumeAttachment: Scenario = {
  parts: ({ slug, ref }) => [
    part("box", "hcloud:index/server:Server", { ...box, name: `${slug}-box` }),
    part("spare", "hcloud:index/server:Server", { ...box, name: `${slug}-spare` }),
    part("disk", "hcloud:index/volume:Volume", { name: `${slug}-disk`, size: 10, location: "fsn1" }),
    part("link", "hcloud:index/volumeAttachment:VolumeAttachment", {
      volumeId: ref("disk"),
      serverId: ref("box"),
      automount: false,
    }),
  ],
  edits: [
    changed("link.serverId", "attached to another server", async ({ id, post }) => {
      await post(`/volumes/${id()}/actions/detach`);
      await post(`/volumes/${id()}/actions/attach`, { server: Number(id("spare")), automount: false });
    }),
  ],
  spellings: [],
  fixed: { volumeId: "it is what the attachment is of" },
  listedBy: ["hetzner/v1/volumes"],
};

const sshKey: Scenario = {
  parts: ({ slug, number }) => [
    part("key", "hcloud:index/sshKey:SshKey", {
      name: `${slug}-key`,
      publicKey: publicKeyOf(number),
      labels: { team: "store" },
    }),
  ],
  edits: [noise("renamed", ({ id, put, copy }) => put(`/ssh_keys/${id()}`, { name: `${copy.slug}-other` }))],
  spellings: [
    { what: "another comment", inputs: ({ number }) => ({ publicKey: `${publicKeyOf(number)} somebody@laptop` }) },
  ],
  fixed: {},
  twin: ({ slug, number }) => ({ name: `${slug}-clone`, publicKey: publicKeyOf(number + 100_000) }),
  listedBy: ["hetzner/v1/ssh_keys"],
};

export const hetznerMachines: readonly Scenario[] = [server, volume, volumeAttachment, sshKey];
